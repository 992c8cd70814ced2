import { z } from 'zod';

/** Bounds of a message's text. 4,000 of the longest emoji of Unicode take 35 bytes each. */
export const longestText = { characters: 4000, bytes: 140_000 };

// Bytes of UTF-8. The longest emoji has 35, and the stacks of living scripts stay below; beyond are heaps of combining marks.
const longestCharacter = 64;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Whether the text has more characters, as a person counts them (UAX #29), than the bound. Stops counting there. */
export function hasMoreCharactersThan(text: string, bound: number): boolean {
  // A character has at least one UTF-16 unit.
  if (text.length <= bound) return false;
  let count = 0;
  for (const _ of segmenter.segment(text)) {
    if (++count > bound) return true;
  }
  return false;
}

function hasLongerCharacterThan(text: string, bound: number): boolean {
  for (const { segment } of segmenter.segment(text)) if (Buffer.byteLength(segment) > bound) return true;
  return false;
}

/** Kept and returned as it came: nothing is trimmed or normalised. */
export const messageText = z
  .string()
  .describe(
    `1 to ${longestText.characters} characters of at most ${longestCharacter} bytes of UTF-8, and at most ${longestText.bytes} bytes`,
  )
  .refine((text) => text.trim() !== '', { error: 'must not be blank', abort: true })
  // A lone surrogate has no UTF-8, so it could not be given back as it came.
  .refine((text) => text.isWellFormed(), { error: 'must be well-formed Unicode', abort: true })
  // Bytes first: one character may be of any length.
  .refine((text) => Buffer.byteLength(text) <= longestText.bytes, {
    error: `must have at most ${longestText.bytes} bytes`,
    abort: true,
  })
  .refine((text) => !hasMoreCharactersThan(text, longestText.characters), {
    error: `must have at most ${longestText.characters} characters`,
    abort: true,
  })
  .refine((text) => !hasLongerCharacterThan(text, longestCharacter), {
    error: `must have no character of more than ${longestCharacter} bytes`,
  });
