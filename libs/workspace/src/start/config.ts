/** What the caller set; an empty variable counts as unset. */
export const given: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(process.env).filter(([, value]) => value !== ''),
);
