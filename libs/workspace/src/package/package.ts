import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { workspaceRoot } from '../start/local-services';
import { type Architecture, architectures, argon2Binary } from './native-binary';
import { type ArchivedFile, writeZip } from './zip';

const usage = `package.ts PROJECT [--arch ${architectures.join('|')}]`;
const native = 'argon2.node';

/** What a function runs: neither source maps, nor the entry points of containers, nor code caches of other architectures. */
async function filesOf(directory: string, architecture: Architecture): Promise<ArchivedFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => relative(directory, path) !== 'main.js')
    .filter((path) => !path.endsWith('.cache') || path.endsWith(`.${architecture}.cache`));
  return Promise.all(
    paths.map(async (path) => {
      const name = relative(directory, path).replaceAll('\\', '/');
      return { name, content: name === native ? await argon2Binary(architecture) : await readFile(path) };
    }),
  );
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { arch: { type: 'string', default: 'arm64' } },
  });
  const [project] = positionals;
  const architecture = architectures.find((known) => known === values.arch);
  if (project === undefined || architecture === undefined) throw new Error(usage);
  const directory = join(workspaceRoot, 'dist/apps', project);
  const files = await filesOf(directory, architecture);
  const isNative = existsSync(join(directory, native));
  const target = join(workspaceRoot, 'dist/packages', `${project}${isNative ? `-${architecture}` : ''}.zip`);
  await mkdir(join(target, '..'), { recursive: true });
  await writeZip(target, files);
  const bytes = await readFile(target);
  const digest = createHash('sha256').update(bytes).digest('hex');
  process.stdout.write(`${relative(workspaceRoot, target)}: ${bytes.length} bytes, sha256 ${digest}\n`);
  if (!files.some(({ name }) => name.endsWith('.cache'))) {
    process.stdout.write(`without a code cache: only ${architecture} makes one for ${architecture}\n`);
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
