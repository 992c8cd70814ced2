import { generateKeyPair, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { type SigningKey, SigningKeys } from './signing-keys';

const modulusLength = 2048;
// Milliseconds. A lock older than this was left by a process that died.
const staleLock = 10_000;
const lockTimeout = 15_000;

const fileSchema = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      activeFrom: z.number(),
      revokedAt: z.number().optional(),
      jwk: z.record(z.string(), z.unknown()),
    }),
  ),
});
type KeyFile = z.infer<typeof fileSchema>;
type StoredKey = KeyFile['keys'][number];

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

async function newKey(activeFrom: number): Promise<StoredKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
  const jwk = privateKey.export({ format: 'jwk' });
  // RFC 7638: the name follows from the key.
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, activeFrom, jwk: { ...jwk, kid, alg: 'RS256', use: 'sig' } };
}

/** Keys in a file that only its owner reads, for local work and single machines. */
export class FileSigningKeys extends SigningKeys {
  constructor(private readonly path: string) {
    super();
  }

  async all(): Promise<readonly SigningKey[]> {
    const { keys } = await this.read();
    return keys.map(({ jwk, ...times }) => ({ ...times, material: jwk }));
  }

  async add(activeFrom: number): Promise<string> {
    const key = await newKey(activeFrom);
    await this.change((keys) => [...keys, key]);
    return key.kid;
  }

  async revoke(kid: string): Promise<boolean> {
    let found = false;
    await this.change((keys) =>
      keys.map((key) => {
        if (key.kid !== kid) return key;
        found = true;
        return { ...key, revokedAt: key.revokedAt ?? Date.now() };
      }),
    );
    return found;
  }

  async remove(kids: readonly string[]): Promise<void> {
    await this.change((keys) => keys.filter(({ kid }) => !kids.includes(kid)));
  }

  private async read(): Promise<KeyFile> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    await this.create({ keys: [await newKey(0)] });
    return this.read();
  }

  /** Creates the file whole or not at all. Of several processes that race for it one wins, and the others take what it wrote. */
  private async create(file: KeyFile): Promise<void> {
    const draft = await this.draft(file);
    try {
      await link(draft, this.path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  private async change(edit: (keys: StoredKey[]) => StoredKey[]): Promise<void> {
    const { keys: _ } = await this.read();
    const unlock = await this.lock();
    try {
      const { keys } = await this.read();
      await rename(await this.draft({ keys: edit(keys) }), this.path);
    } finally {
      await unlock();
    }
  }

  private async draft(file: KeyFile): Promise<string> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const path = `${this.path}.${randomUUID()}.tmp`;
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(JSON.stringify(file, null, 2));
      await handle.sync();
    } finally {
      await handle.close();
    }
    return path;
  }

  private async lock(): Promise<() => Promise<void>> {
    const path = `${this.path}.lock`;
    for (const deadline = Date.now() + lockTimeout; ; await delay(25)) {
      try {
        await (await open(path, 'wx', 0o600)).close();
        return () => rm(path, { force: true });
      } catch (error) {
        if (!hasCode(error, 'EEXIST') || Date.now() > deadline) throw error;
        const age = await stat(path).then(
          ({ mtimeMs }) => Date.now() - mtimeMs,
          () => 0,
        );
        if (age > staleLock) await rm(path, { force: true });
      }
    }
  }
}
