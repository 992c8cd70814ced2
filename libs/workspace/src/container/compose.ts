import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { localServices, workspaceRoot } from '../start/local-services';
import { composeFile } from './compose-file';

/** Writes compose.yaml from the service cards; with `--check` it only says whether the file is up to date. */
async function run(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const file = join(workspaceRoot, 'compose.yaml');
  const text = composeFile(localServices());
  if (!values.check) return writeFile(file, text);
  if ((await readFile(file, 'utf8')) !== text) {
    throw new Error('compose.yaml is not what the service cards say: run npx nx run workspace:compose.');
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
