import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '../start/local-services';

const { tagFaults } = createRequire(__filename)('../../tags.cjs') as {
  tagFaults(root: string, depConstraints: readonly { sourceTag: string }[]): string[];
};
const eslint = join(workspaceRoot, 'node_modules/eslint/bin/eslint.js');

/** Lints text as if it stood in an existing file; resolves with the rules that it breaks. */
function brokenRules(file: string, text: string): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [eslint, '--stdin', '--stdin-filename', file, '--format', 'json'],
    {
      cwd: workspaceRoot,
      input: text,
      encoding: 'utf8',
    },
  );
  if (!stdout) throw new Error(stderr);
  const [result] = JSON.parse(stdout) as { messages: { ruleId: string | null; message: string }[] }[];
  return result?.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`) ?? [];
}

describe('lint', () => {
  it('refuses the environment outside config.ts, cycles of providers and a door into another app', () => {
    const broken = brokenRules(
      'apps/messages/src/main.ts',
      [
        "import { forwardRef } from '@nestjs/common';",
        "import { startService } from '../../auth/src/service';",
        'export const port = process.env.PORT;',
        "export const host = process['env'].HOST;",
        'export const cycle = forwardRef(() => startService);',
      ].join('\n'),
    ).join('\n');
    expect(broken.match(/config\.ts alone/g)).toHaveLength(2);
    expect(broken).toMatch(/A cycle of providers/);
    expect(broken).toMatch(/@nx\/enforce-module-boundaries/);
  }, 60_000);

  it('keeps Nest out of the verifier', () => {
    const broken = brokenRules('libs/access-token/src/index.ts', "export { Module } from '@nestjs/common';\n");
    expect(broken.join('\n')).toMatch(/@nx\/enforce-module-boundaries/);
  }, 60_000);
});

describe('tagFaults', () => {
  const rules = [{ sourceTag: 'type:lib' }];
  let root: string;

  function project(name: string, tags: string[]): void {
    const path = join(root, name, 'project.json');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ name, tags }));
  }
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gatehouse-tags-'));
    mkdirSync(join(root, 'apps'));
    project('libs/good', ['type:lib', 'scope:good', 'platform:node']);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('finds nothing wrong with tagged projects', () => {
    expect(tagFaults(root, rules)).toEqual([]);
  });

  it('finds an untagged project', () => {
    project('libs/bare', []);
    expect(tagFaults(root, rules)).toHaveLength(3);
  });

  it('finds a type that no rule is for', () => {
    project('apps/odd', ['type:odd', 'scope:odd', 'platform:node']);
    expect(tagFaults(root, rules).join()).toMatch(/no dependency rule is for type:odd/);
  });

  it('finds a rule that allows everything', () => {
    expect(tagFaults(root, [...rules, { sourceTag: '*' }]).join()).toMatch(/allows everything/);
  });
});
