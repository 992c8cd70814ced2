/** Characters as a person counts them, as the service does. */
export const longestText = 4000;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

export function charactersOf(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count++;
  return count;
}
