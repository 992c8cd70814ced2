import { join } from 'node:path';
import { type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { dataFolder } from '../start/config';
import { isPortFree } from '../start/port';

/** The port of the embedded engine where it is free. */
export const usualPort = 8000;

/** Opens the engine of the data folder on a port, or on another free one where that is taken. */
export async function startLocalEngine(port = usualPort): Promise<LocalEngine> {
  const isFree = await isPortFree(port, '127.0.0.1');
  return startEmbeddedEngine({ path: join(dataFolder.path, 'dynamodb'), port: isFree ? port : 0 });
}

/** Where the signing keys of the data folder are, as `SIGNING_KEYS` has it. */
export const localSigningKeys = `file:${join(dataFolder.path, 'signing-keys.json')}`;
