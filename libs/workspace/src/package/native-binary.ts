import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from '../start/local-services';

/** Architectures that Lambda functions and containers run on. */
export const architectures = ['x64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity: string }>>;
}

/**
 * The native half of argon2 for Linux on an architecture. npm installs that of this machine alone; another is fetched from the
 * registry in the version of the lockfile, and npm checks it against the integrity there.
 */
export async function argon2Binary(architecture: Architecture): Promise<Buffer> {
  const name = `@node-rs/argon2-linux-${architecture}-gnu`;
  const file = `argon2.linux-${architecture}-gnu.node`;
  const installed = join(workspaceRoot, 'node_modules', name, file);
  if (existsSync(installed)) return readFile(installed);
  const lockfile = JSON.parse(readFileSync(join(workspaceRoot, 'package-lock.json'), 'utf8')) as Lockfile;
  const locked = lockfile.packages[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`${name} is not in package-lock.json`);
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-native-'));
  try {
    const run = promisify(execFile);
    const { stdout } = await run('npm', [
      'pack',
      `${name}@${locked.version}`,
      '--json',
      '--pack-destination',
      directory,
    ]);
    const [packed] = JSON.parse(stdout) as { filename: string; integrity: string }[];
    if (packed?.integrity !== locked.integrity) throw new Error(`${name}: not the package of package-lock.json`);
    await run('tar', ['-xzf', join(directory, packed.filename), '-C', directory]);
    return await readFile(join(directory, 'package', file));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
