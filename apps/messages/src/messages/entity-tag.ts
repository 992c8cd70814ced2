import { type Message } from './message';

// What an update expression takes.
const mostTags = 100;
const neverAVersion = 0;

/** The strong entity tag of a message: its version. */
export function entityTagOf({ version }: Message): string {
  return `"${version}"`;
}

/** The versions that `If-Match` (RFC 9110 §13.1.1) accepts; undefined: any. What is no tag of ours matches nothing. */
export function versionsOf(ifMatch: string | undefined): readonly number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const tags = ifMatch.split(',').map((tag) => /^"([1-9]\d{0,9})"$/.exec(tag.trim())?.[1]);
  const versions = tags.filter((version) => version !== undefined).map(Number);
  return versions.length === 0 ? [neverAVersion] : [...new Set(versions)].slice(0, mostTags);
}
