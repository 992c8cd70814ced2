import { join } from 'node:path';
import { type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { dataFolder, given } from '../start/config';
import { isPortFree } from '../start/port';

const usualPort = 8000;

/** Opens the engine of the data folder on a port, by default that of `DYNAMODB_PORT`, or on another free one where it is taken. */
export async function startLocalEngine(port = Number(given['DYNAMODB_PORT'] ?? usualPort)): Promise<LocalEngine> {
  const isFree = await isPortFree(port, '127.0.0.1');
  return startEmbeddedEngine({ path: join(dataFolder.path, 'dynamodb'), port: isFree ? port : 0 });
}

/** Where the signing keys of the data folder are, as `SIGNING_KEYS` has it. */
export const localSigningKeys = `file:${join(dataFolder.path, 'signing-keys.json')}`;
