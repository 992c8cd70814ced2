import { existsSync, globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pageText } from './code-blocks';

const workspace = resolve(__dirname, '../..');

it('every link of a document leads to a file', () => {
  const pages = globSync(['*.md', 'docs/**/*.md', '{apps,libs}/*/README.md'], { cwd: workspace });
  expect(pages.length).toBeGreaterThan(20);
  const broken = pages.flatMap((page) => {
    const targets = [...pageText(page).matchAll(/\]\((?!\w+:|#)([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
    const missing = targets.filter((target) => !existsSync(join(workspace, dirname(page), decodeURIComponent(target))));
    return missing.map((target) => `${page}: ${target}`);
  });
  expect(broken).toEqual([]);
});
