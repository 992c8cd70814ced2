const steps = [
  { unit: 'minute', seconds: 3600 },
  { unit: 'hour', seconds: 86_400 },
  { unit: 'day', seconds: 604_800 },
] as const;
const sizes = { minute: 60, hour: 3600, day: 86_400 };

/** Such as "3 minutes ago"; "now" within a minute, and in the future by a clock that is wrong; the date after a week. */
export function timeAgo(language: string, from: Date, now: Date): string {
  const seconds = Math.floor((now.getTime() - from.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (seconds < 60) return format.format(0, 'second');
  const step = steps.find((candidate) => seconds < candidate.seconds);
  if (!step) return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(from);
  return format.format(-Math.floor(seconds / sizes[step.unit]), step.unit);
}

export function dateAndTime(language: string, iso: string, timeStyle: 'short' | 'medium' = 'short'): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle }).format(new Date(iso));
}
