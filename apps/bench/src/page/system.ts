import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatehouse/dynamodb/testing';
import { localServices, pageServer, portVariable } from '@gatehouse/workspace';

/** Everything that `npm start` runs, with its page. */
export interface System {
  /** The origin of the page, with every service below it. */
  readonly page: string;
  stop(): Promise<void>;
}

/** Runs the start command on free ports, until all of it answers. */
export async function startSystem(): Promise<System> {
  const listeners = [pageServer, ...localServices()];
  const ports = await Promise.all(listeners.map(async (each) => [portVariable(each), `${await freePort()}`] as const));
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const environment = { ...Object.fromEntries(ports), DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, ['-r', './libs/workspace/register.cjs', 'libs/workspace/src/start/start.ts'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  let printed = '';
  const ready = new Promise<void>((resolve) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (printed.includes('Gatehouse is ready')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  await Promise.race([ready, ended]);
  if (child.exitCode !== null) {
    await stop();
    throw new Error(`the system did not start:\n${printed}`);
  }
  return { page: `http://localhost:${ports[0]?.[1]}`, stop };
}
