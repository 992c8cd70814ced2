/**
 * Publishes both packages to a registry on this machine, installs them from there in empty folders, and runs tests in them:
 * those of the README with Jest and Vitest, and those of a sample on Express and Fastify with Node's own runner.
 *
 *   check.mjs        the few combinations that stand for the rest, with the Node that runs this
 *   check.mjs all    every combination of Nest, runner, module format and Node
 *
 * Needs the npm registry.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeProject } from './project.mjs';
import { startRegistry } from './registry.mjs';
import { run } from './run.mjs';

const own = process.versions.node.split('.')[0];
const few = [
  ['11', 'jest', 'cjs', own],
  ['11', 'node', 'cjs', own],
  ['11', 'vitest', 'esm', own],
  ['12', 'jest', 'cjs', own],
  ['12', 'vitest', 'esm', own],
  ['12', 'node', 'esm', own],
];
const all = ['11', '12'].flatMap((nest) =>
  ['jest', 'vitest', 'node'].flatMap((runner) =>
    ['cjs', 'esm'].flatMap((format) => ['22', '24', '26'].map((node) => [nest, runner, format, node])),
  ),
);
/** Nest 12 is ES modules only, and Jest lets CommonJS require those from Node 24.9 on. */
const isBeyondJest = (nest, runner, node) => nest === '12' && runner === 'jest' && node === '22';

const scratch = mkdtempSync(join(tmpdir(), 'gatehouse-outside-'));
const nodes = { [own]: process.execPath };
const project = (nest) => join(scratch, `nest${nest}`);

async function installNode(major) {
  const folder = join(scratch, `node${major}`);
  mkdirSync(folder);
  await run(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `node@${major}`],
    folder,
  );
  nodes[major] = join(folder, 'node_modules/node/bin/node');
}

/** Jest as `nest new` calls it for the major version of Nest. Its flag is needed for ES modules, ours or Nest's. */
function jest(nest, format) {
  const flags = nest === '12' || format === 'esm' ? ['--experimental-vm-modules'] : [];
  return [...flags, join(project(nest), 'node_modules/jest/bin/jest.js')];
}

async function test([nest, runner, format, node]) {
  const root = project(nest);
  const folder = join(root, format);
  const execute = (...args) => run(nodes[node], args, folder);
  if (isBeyondJest(nest, runner, node)) {
    const { message } = await execute(...jest(nest, format)).catch((error) => error);
    if (message?.includes('Must use import to load ES Module')) return 'not with Jest';
    throw new Error(message ?? 'Jest can do this now: say so in README.md');
  }
  if (runner === 'jest') await execute(...jest(nest, format));
  if (runner === 'vitest') await execute(join(root, 'node_modules/vitest/vitest.mjs'), 'run');
  if (runner === 'node') await execute('--test', 'dist/sample/*.test.js', join(root, 'instances.mjs'));
  return 'passes';
}

const kind = process.argv[2];
if (![undefined, 'all'].includes(kind)) throw new Error('usage: check.mjs [all]');
const combinations = kind === 'all' ? all : few;

try {
  const registry = await startRegistry(join(scratch, 'registry'));
  try {
    const publish = ['publish', '--provenance=false', '--userconfig', registry.npmrc, '--loglevel=error'];
    for (const library of ['access-token', 'auth']) {
      await run('npm', publish, resolve(import.meta.dirname, '../..', library));
    }
    await Promise.all(['11', '12'].map((nest) => makeProject(project(nest), nest, registry)));
  } finally {
    await registry.close();
  }
  for (const node of new Set(combinations.map(([, , , node]) => node))) if (!(node in nodes)) await installNode(node);

  console.log('| Nest | runner | format | Node | |\n| --- | --- | --- | --- | --- |');
  const waiting = combinations.values();
  const worker = async () => {
    for (const combination of waiting) {
      const result = await test(combination).catch((error) => {
        console.error(error.message);
        process.exitCode = 1;
        return 'FAILS';
      });
      console.log(`| ${[...combination, result].join(' | ')} |`);
    }
  };
  await Promise.all([worker(), worker()]);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
