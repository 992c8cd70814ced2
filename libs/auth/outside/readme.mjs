import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** The first block of TypeScript below a heading of the library's README. */
export function blockBelow(heading) {
  const [, section] = readme.split(`\n## ${heading}\n`);
  const block = /^```ts\n(.*?)^```$/ms.exec(section?.split('\n## ')[0] ?? '')?.[1];
  if (block === undefined) throw new Error(`README.md has no block of TypeScript below "${heading}"`);
  return block;
}
