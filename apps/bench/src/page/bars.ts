/** What the first page has to keep: kB of gzip, ms to the first paint, and moves of what is on the screen. */
export const BARS = { JavaScript: 130, 'first paint': 1_500, 'layout shift': 0 } as const;
