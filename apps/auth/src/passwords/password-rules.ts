import type * as CommonWords from '@zxcvbn-ts/language-common';
import { z } from 'zod';

const shortest = 8;
const longest = 256;

let common: ReadonlySet<string> | undefined;

function isCommon(password: string): boolean {
  // 49,000 words: loaded by the first password that somebody chooses, not by the start.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof CommonWords;
  common ??= new Set(dictionary['passwords-common']);
  return common.has(password.toLowerCase());
}

function comparable(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll(/\s/g, '');
}

/** Says whether no account can have this password. */
export function isTooLong(password: string): boolean {
  // Code units first: what is far too long is not even taken apart.
  return password.length > 2 * longest || [...password].length > longest;
}

/**
 * What is wrong with a password that somebody chooses, or undefined. Its length is counted in code points, and nothing of
 * it is cut off. `about` is what others know of the person, such as username, name and e-mail address.
 */
export function passwordFault(
  password: string,
  about: readonly (string | null | undefined)[] = [],
): string | undefined {
  if (isTooLong(password) || [...password].length < shortest) return `must have ${shortest} to ${longest} characters`;
  // Unpaired surrogates would all be encoded as the same character.
  if (/\p{Cs}/u.test(password)) return 'must be well-formed Unicode';
  if (isCommon(password)) return 'is one of the most common passwords';
  const known = about.flatMap((text) => (text ? [text, text.split('@', 1)[0] ?? text] : [])).map(comparable);
  if (known.includes(comparable(password))) return 'must not be your username, name or e-mail address';
  return undefined;
}

/** A password that somebody chooses, in a request. */
export const newPassword = z
  .string()
  .superRefine((password, context) => {
    const fault = passwordFault(password);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({ format: 'password', minLength: shortest, maxLength: longest });

/** A password that is checked against the one there is: what can be none is refused before it is hashed. */
export const presentedPassword = z
  .string()
  .min(1)
  .refine((password) => !isTooLong(password), { error: `must have at most ${longest} characters` })
  .meta({ format: 'password' });
