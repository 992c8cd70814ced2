import { z } from 'zod';

// A base of letters, digits and their marks, in runs parted by single dots, underscores or hyphens.
const allowed = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*(?:[._-][\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*)*$/u;
const longest = 64;

// What no one sees tells no one apart: fillers, joiners, variation selectors.
const invisible = /\p{Default_Ignorable_Code_Point}/u;

// A name is written in one of the scripts that UAX 31 (table 5) recommends for identifiers, or in the mixes of East Asia (UTS 39 §5.2).
const scripts = [
  ...[
    'Arabic',
    'Armenian',
    'Bengali',
    'Cyrillic',
    'Devanagari',
    'Ethiopic',
    'Georgian',
    'Greek',
    'Gujarati',
    'Gurmukhi',
  ],
  ...['Hebrew', 'Kannada', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana'],
  ...['Thai', 'Tibetan'],
  'Han Hiragana Katakana',
  'Han Bopomofo',
  'Han Hangul',
].map((names) => {
  const letters = names.split(' ').map((name) => `\\p{scx=${name}}`);
  return new RegExp(`^[${letters.join('')}\\p{scx=Common}\\p{scx=Inherited}]+$`, 'u');
});
// Of Latin only the letters of today's languages: phonetic ones look like them.
const latin = /^[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\p{scx=Common}\p{scx=Inherited}]+$/u;

function fold(text: string): string {
  // Upper case first: it joins what lower case keeps apart, such as ß and ss, or the two lower-case sigmas.
  return text.toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * The form in which usernames are compared, or undefined where the text cannot be a username.
 * It does what the profile UsernameCaseMapped of RFC 8265 §3.3 does, by the means of ECMAScript: compatibility forms are
 * mapped (NFKC, which includes the width mapping), case is folded, and only letters, marks, decimal digits and single
 * `.`, `_`, `-` between them are left, visible ones of one script. Names that look alike and lie wholly in another script each,
 * such as Cyrillic and Latin ones, stay apart: telling those needs the tables of UTS 39. The one npm package for PRECIS is
 * without a maintainer and without Unicode's newer tables.
 */
export function canonicalUsername(text: string): string | undefined {
  if (text.length > 4 * longest) return undefined;
  const display = displayUsername(text);
  const canonical = fold(fold(display));
  const fits = [display, canonical].every((form) => allowed.test(form) && [...form].length <= longest);
  const isReadable = !invisible.test(display) && [latin, ...scripts].some((script) => script.test(canonical));
  return fits && isReadable ? canonical : undefined;
}

/** The beginning of canonical usernames that a text stands for, or undefined where no username begins so. */
export function canonicalPrefix(text: string): string | undefined {
  if (text.length > 4 * longest) return undefined;
  const prefix = fold(fold(displayUsername(text)));
  // What parts two runs may be the last character of a beginning, and of no name.
  const isBeginning = allowed.test(prefix.replace(/[._-]$/, '')) && [...prefix].length <= longest;
  return isBeginning ? prefix : undefined;
}

/** The form in which a username is shown: as typed, in NFKC. */
export function displayUsername(text: string): string {
  return text.normalize('NFKC');
}

/** A username of a request. */
export const username = z
  .string()
  .refine((text) => canonicalUsername(text) !== undefined, {
    error: `must be 1 to ${longest} letters and digits of one script, with single . _ - between them`,
  })
  .meta({ description: 'Unique whatever its case and Unicode form.', examples: ['ada'] });
