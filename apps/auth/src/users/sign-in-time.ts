import { type User } from './user';

function seconds(date: string): number {
  return Math.floor(Date.parse(date) / 1000);
}

/** The second of the last change that ended all sign-ins, or undefined where there was none. */
export function lastEnd({ createdAt, passwordChangedAt, signedOutAt }: User): number | undefined {
  const ends = [passwordChangedAt === createdAt ? undefined : passwordChangedAt, signedOutAt];
  const known = ends.filter((end) => end !== undefined).map(seconds);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** When a change that ends all sign-ins happens: a second later than the last one, whose new sign-ins it ends, too. */
export function nextEnd(user: User): string {
  return new Date(Math.max(Date.now(), ((lastEnd(user) ?? 0) + 1) * 1000)).toISOString();
}

/** `auth_time` of a sign-in of a user who was read after `time`: always later than the second of the last end. */
export function authTimeOf(user: User, time: number): number {
  return Math.max(Math.floor(time / 1000), (lastEnd(user) ?? 0) + 1);
}

/** What was signed in before the last end is over with that very write: there is nothing to sweep and nothing to forget. */
export function outlivesEnd(user: User, authTime: number): boolean {
  const end = lastEnd(user);
  return end === undefined || authTime > end;
}
