/// <reference path="./dynalite.d.ts" />
import { randomUUID } from 'node:crypto';
import { type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { Level } from 'level';
import { makeIteratorsFrugal } from './frugal-iterators';
import { makePrivateFolder } from './private-folder';
import { engineIdHeader } from './running-store';

makeIteratorsFrugal();

// Requests under way get this long to finish, in milliseconds.
const drainTime = 1000;

/** A running DynamoDB that lives on this machine. */
export interface LocalEngine {
  /** Base URL, for `DYNAMODB_ENDPOINT`. */
  readonly endpoint: string;
  /** Identifies an embedded engine. It is sent with every answer. */
  readonly id?: string;
  stop(): Promise<void>;
}

/** dynalite opens the folder when it is first asked for something, and ends the process where it cannot. */
async function checkFolder(path: string): Promise<void> {
  await makePrivateFolder(path);
  const database = new Level(path);
  await database.open();
  await database.close();
}

/** dynalite throws, and so ends the process, when a caller goes away in the middle of its request. */
function forgiveLostCallers(server: Server): void {
  // Its own listener comes before this one and has set the handler that throws.
  server.on('request', (request) => request.removeAllListeners('error').on('error', () => undefined));
}

/**
 * Starts the embedded engine on 127.0.0.1. With `path` it keeps its data in that folder, which one process may open at a time;
 * without, in memory. Rejects with `EADDRINUSE` where the port is taken, and where another process has the folder.
 */
export async function startEmbeddedEngine(options: { path?: string; port?: number } = {}): Promise<LocalEngine> {
  if (options.path !== undefined) await checkFolder(options.path);
  const server = dynalite({
    ...(options.path !== undefined && { path: options.path }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  forgiveLostCallers(server);
  const id = randomUUID();
  server.prependListener('request', (_request, response) => response.setHeader(engineIdHeader, id));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    id,
    stop: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), drainTime).unref();
      }),
  };
}
