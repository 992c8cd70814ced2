import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { workspaceRoot } from '@gatehouse/workspace';
import { BARS } from './bars';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

describe('the scripts of the first page', () => {
  let folder: string;
  let chunks: Readonly<Record<string, Chunk>>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-first-page-'));
    const vite = join(workspaceRoot, 'node_modules/vite/bin/vite.js');
    const config = join(workspaceRoot, 'apps/web/vite.config.mts');
    const options = ['--config', config, '--outDir', folder, '--emptyOutDir', '--manifest', '--logLevel', 'warn'];
    execFileSync(process.execPath, [vite, 'build', ...options]);
    chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as typeof chunks;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const named = (name: string): string => {
    const key = Object.keys(chunks).find((each) => each.endsWith(name));
    if (key === undefined) throw new Error(`no chunk ${name} among ${Object.keys(chunks).join(', ')}`);
    return key;
  };
  /** Chunks with all that they import. */
  const withImports = (keys: readonly string[], known = new Set<string>()): ReadonlySet<string> => {
    for (const key of keys.filter((each) => !known.has(each))) {
      known.add(key);
      withImports(chunks[key]?.imports ?? [], known);
    }
    return known;
  };
  const bytesOf = (keys: ReadonlySet<string>): number =>
    [...keys]
      .map((key) => gzipSync(readFileSync(join(folder, chunks[key]?.file ?? ''))).byteLength)
      .reduce((sum, size) => sum + size, 0);

  // What a member needs besides, and a language that is not the one of the sources.
  const member = () => withImports([named('index.html'), named('oidc-client-ts.js'), named('words/de.ts')]);

  it('are small', () => {
    const bytes = bytesOf(member());
    expect(bytes).toBeLessThanOrEqual(BARS.JavaScript * 1000);
    // What was counted is the page.
    expect(bytes).toBeGreaterThan(50_000);
  });

  it('have no dialog, no account and no console', () => {
    const later = ['board/write-dialog.tsx', 'account/account.tsx', 'console/console.tsx'].map(named);
    expect(chunks[named('index.html')]?.dynamicImports).toEqual(expect.arrayContaining(later));
    expect(later.filter((key) => member().has(key))).toEqual([]);
  });
});
