/**
 * Packs both libraries, installs them with the given major of Nest in a project outside the workspace, compiles that
 * project and runs its tests. The sample in it is what the generator `resource` writes. Needs the npm registry.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const major = process.argv[2];
const graphql = { 11: '13', 12: '14' }[major];
if (graphql === undefined) throw new Error('usage: check.mjs 11|12');

const workspace = resolve(import.meta.dirname, '../../..');
const project = mkdtempSync(join(tmpdir(), `gatehouse-nest${major}-`));
const run = (command, args, cwd = project) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
const pack = (library) =>
  join(
    project,
    `${run('npm', ['pack', '--silent', '--pack-destination', project], join(workspace, 'dist/libs', library))}`.trim(),
  );

/** The resource as the generator writes it, without its tests, which need the workspace. */
function writeSample() {
  const script = ['-r', './libs/workspace/register.cjs', 'libs/workspace/src/generators/write-sample.ts', project];
  run(process.execPath, script, workspace);
  const written = join(project, 'apps/orders/src/orders');
  for (const file of readdirSync(written).filter((name) => !name.endsWith('.spec.ts'))) {
    const text = readFileSync(join(written, file), 'utf8');
    writeFileSync(join(project, 'src', file), major === '11' ? withoutSchemas(text) : text);
  }
  rmSync(join(project, 'apps'), { recursive: true });
}

/** Nest 11 knows no schemas in its decorators. */
function withoutSchemas(text) {
  return text.replaceAll(/\{ schema: \w+ \}/g, '').replaceAll(/, standardSchema: \w+/g, '');
}

try {
  cpSync(join(import.meta.dirname, 'files'), project, { recursive: true });
  writeSample();
  // What is the workspace's own in the sample: its errors are problem details of @gatehouse/service.
  cpSync(join(import.meta.dirname, 'files/src/orders.errors.ts'), join(project, 'src/orders.errors.ts'));
  const nest = Object.fromEntries(
    [
      'common',
      'core',
      'microservices',
      'passport',
      'platform-express',
      'platform-fastify',
      'swagger',
      'testing',
      'websockets',
    ].map((name) => [`@nestjs/${name}`, `^${major}.0.0`]),
  );
  const dependencies = {
    '@gatehouse/access-token': `file:${pack('access-token')}`,
    '@gatehouse/auth': `file:${pack('auth')}`,
    ...nest,
    '@nestjs/graphql': `^${graphql}.0.0`,
    '@types/node': '^24.0.0',
    graphql: '^16.11.0',
    passport: '^0.7.0',
    'reflect-metadata': '^0.2.2',
    rxjs: '^7.8.2',
    typescript: '^5.9.0',
    ulid: '^3.0.0',
    zod: '^4.0.0',
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, dependencies }, null, 2));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  execFileSync(join(project, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project, stdio: 'inherit' });
  execFileSync(process.execPath, ['--test', 'dist/*.test.js'], { cwd: project, stdio: 'inherit' });
} finally {
  rmSync(project, { recursive: true, force: true });
}
