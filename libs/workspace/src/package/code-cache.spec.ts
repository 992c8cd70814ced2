import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workspaceRoot } from '../start/local-services';
import { codeCacheOf } from './code-cache';

const bundle = `
  const answer = (event) => ({ doubled: event.number * 2 });
  exports.handler = async (event) => answer(event);
`;

describe('the code cache of a function', () => {
  let directories: string[];

  beforeEach(() => {
    directories = ['gatehouse-one-', 'gatehouse-another-'].map((name) => mkdtempSync(join(tmpdir(), name)));
    for (const directory of directories) {
      writeFileSync(join(directory, 'lambda.js'), bundle);
      copyFileSync(join(workspaceRoot, 'libs/workspace/lambda/index.mjs'), join(directory, 'index.mjs'));
    }
  });

  afterEach(() => {
    for (const directory of directories) rmSync(directory, { recursive: true });
  });

  const cacheIn = (directory: string) => codeCacheOf(directory, [{ number: 1 }], {});
  const answerIn = (directory: string): string => {
    const { href } = pathToFileURL(join(directory, 'index.mjs'));
    const script = `const { handler } = await import('${href}'); console.log(JSON.stringify(await handler({ number: 21 })));`;
    return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim();
  };

  it('is the same for the same bundle, wherever it lies', async () => {
    const [one, another] = await Promise.all(directories.map(cacheIn));
    expect(one?.equals(another ?? Buffer.alloc(0))).toBe(true);
  });

  it.each<[string, (cache: Buffer) => Buffer]>([
    ['its own', (cache) => cache],
    ['that of another version', (cache) => Buffer.concat([cache.subarray(0, 4), Buffer.alloc(4), cache.subarray(8)])],
    ['half of one', (cache) => cache.subarray(0, cache.length / 2)],
    ['an empty one', () => Buffer.alloc(0)],
  ])('leaves the answer as it is: %s', async (_name, change) => {
    const [directory = ''] = directories;
    expect(answerIn(directory)).toBe('{"doubled":42}');
    writeFileSync(join(directory, `lambda.js.${process.arch}.cache`), change(await cacheIn(directory)));
    expect(answerIn(directory)).toBe('{"doubled":42}');
  });
});
