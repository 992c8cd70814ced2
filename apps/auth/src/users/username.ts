import { z } from 'zod';

// A base of letters, digits and their marks, in runs parted by single dots, underscores or hyphens.
const allowed = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*(?:[._-][\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*)*$/u;
const longest = 64;

// The scripts whose letters look alike; a name takes letters from one of them only (UTS 39 §5.2, in short).
const lookalikes = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

function fold(text: string): string {
  // Upper case first: it joins what lower case keeps apart, such as ß and ss, or the two lower-case sigmas.
  return text.toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * The form in which usernames are compared, or undefined where the text cannot be a username.
 * It does what the profile UsernameCaseMapped of RFC 8265 §3.3 does, by the means of ECMAScript: compatibility forms are
 * mapped (NFKC, which includes the width mapping), case is folded, and only letters, marks, decimal digits and single
 * `.`, `_`, `-` between them are left. The one npm package for PRECIS is without a maintainer and without Unicode's newer tables.
 */
export function canonicalUsername(text: string): string | undefined {
  if (text.length > 4 * longest) return undefined;
  const display = displayUsername(text);
  const canonical = fold(fold(display));
  const fits = [display, canonical].every((form) => allowed.test(form) && [...form].length <= longest);
  const scripts = lookalikes.filter((script) => script.test(canonical)).length;
  return fits && scripts <= 1 ? canonical : undefined;
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
