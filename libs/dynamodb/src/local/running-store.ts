import { randomUUID } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isOwn } from './private-folder';

const storeSchema = z.object({
  pid: z.int().positive(),
  endpoint: z.url(),
  /** Absent where the store is not the embedded engine. */
  engineId: z.string().optional(),
  tablePrefix: z.string(),
  signingKeys: z.string(),
  issuer: z.string(),
});

/** What runs on the local state of one folder: the process, its store, and what belongs to that store. */
export type RunningStore = Readonly<z.infer<typeof storeSchema>>;

/** The header with which an embedded engine sends its id in every answer. */
export const engineIdHeader = 'x-gatehouse-engine';

// Milliseconds. A busy engine takes its time.
const answerTimeout = 5000;

const fileIn = (dataFolder: string) => join(dataFolder, 'running-store.json');

/** Writes into the data folder what runs on it. The returned function removes that file again. */
export async function announceStore(dataFolder: string, store: RunningStore): Promise<() => Promise<void>> {
  const file = fileIn(dataFolder);
  const draft = `${file}.${randomUUID()}.tmp`;
  const text = JSON.stringify(store, null, 2);
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
  return async () => {
    if ((await readOwn(file)) === text) await rm(file, { force: true });
  };
}

/** What was announced in the data folder, and whether it still runs; undefined where nothing was. */
export async function findStore(dataFolder: string): Promise<{ store: RunningStore; runs: boolean } | undefined> {
  const text = await readOwn(fileIn(dataFolder));
  const store = storeSchema.safeParse(text === undefined ? undefined : jsonOf(text)).data;
  return store && { store, runs: isAlive(store.pid) && (await isAt(store)) };
}

/** The text of a file of this user. Another user's file in a shared folder could name any endpoint. */
async function readOwn(path: string): Promise<string | undefined> {
  const handle = await open(path).catch(() => undefined);
  try {
    return handle && isOwn((await handle.stat()).uid) ? await handle.readFile('utf8') : undefined;
  } finally {
    await handle?.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Another process may have got the id and the port of one that ended. */
async function isAt({ endpoint, engineId }: RunningStore): Promise<boolean> {
  if (engineId === undefined) return true;
  try {
    const { headers, body } = await fetch(endpoint, { signal: AbortSignal.timeout(answerTimeout) });
    await body?.cancel();
    return headers.get(engineIdHeader) === engineId;
  } catch (error) {
    return (error as Error).name === 'TimeoutError';
  }
}
