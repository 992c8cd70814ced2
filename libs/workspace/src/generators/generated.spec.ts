import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '../start/local-services';
import { kinds } from './testing/kinds';

const bin = (name: string) => join(workspaceRoot, 'node_modules/.bin', name);

/** A workspace that is this one by links, with services of every kind generated into it. */
describe('generated services', () => {
  let root: string;
  const names = kinds.map(({ name }) => name);

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'gatehouse-generated-'));
    for (const entry of readdirSync(workspaceRoot).filter(
      (name) => !['apps', 'dist', '.git', '.nx', '.data'].includes(name),
    )) {
      symlinkSync(join(workspaceRoot, entry), join(root, entry));
    }
    mkdirSync(join(root, 'apps'));
    for (const app of readdirSync(join(workspaceRoot, 'apps'))) {
      symlinkSync(join(workspaceRoot, 'apps', app), join(root, 'apps', app));
    }
    const script = join(workspaceRoot, 'libs/workspace/src/generators/testing/generate.ts');
    execFileSync(process.execPath, ['-r', join(workspaceRoot, 'libs/workspace/register.cjs'), script, root]);
  }, 60_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const run = (command: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin(command), ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    return { status, output: `${stdout}${stderr}` };
  };

  it('pass their own tests', () => {
    const { status, output } = run('jest', '--projects', ...names.map((name) => `apps/${name}`));
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
    expect(output).toMatch(/Tests: +\d{3,} passed/);
  }, 300_000);

  it('compile and are formatted', () => {
    const include = names.map((name) => `apps/${name}/src/**/*.ts`);
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ extends: './tsconfig.base.json', include }));
    expect(run('tsc', '--noEmit', '-p', 'tsconfig.json')).toEqual({ status: 0, output: '' });
    const folders = names.map((name) => `apps/${name}`);
    expect(run('prettier', '--check', '--log-level', 'warn', ...folders)).toEqual({ status: 0, output: '' });
  }, 120_000);
});
