import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalEngine, startEmbeddedEngine } from './engine';
import { announceStore, findStore, type RunningStore } from './running-store';

describe('The running store of a data folder', () => {
  let folder: string;
  let engine: LocalEngine;
  let store: RunningStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'running-'));
    engine = await startEmbeddedEngine();
    const { endpoint, id: engineId } = engine;
    store = {
      pid: process.pid,
      endpoint,
      engineId,
      tablePrefix: 'x-',
      signingKeys: 'file:x',
      issuer: 'http://localhost/auth',
    };
  });
  afterEach(async () => {
    await engine.stop().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  it('is found while it runs, and not after it was withdrawn', async () => {
    expect(await findStore(folder)).toBeUndefined();
    const withdraw = await announceStore(folder, store);
    expect(await findStore(folder)).toEqual({ store, runs: true });
    expect(await readdir(folder)).toEqual(['running-store.json']);
    expect((await stat(join(folder, 'running-store.json'))).mode & 0o777).toBe(0o600);
    await withdraw();
    expect(await findStore(folder)).toBeUndefined();
  });

  it('does not withdraw what another process announced since', async () => {
    const withdraw = await announceStore(folder, store);
    await announceStore(folder, { ...store, tablePrefix: 'y-' });
    await withdraw();
    expect((await findStore(folder))?.store.tablePrefix).toBe('y-');
  });

  it('does not run where its process has ended', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    await announceStore(folder, { ...store, pid: child.pid ?? 0 });
    expect(await findStore(folder)).toMatchObject({ runs: false });
  });

  it('does not run where its process id was given to another process, and nothing listens', async () => {
    await announceStore(folder, store);
    await engine.stop();
    expect(await findStore(folder)).toMatchObject({ runs: false });
  });

  it('does not run where another engine has its port', async () => {
    await announceStore(folder, { ...store, engineId: 'another' });
    expect(await findStore(folder)).toMatchObject({ runs: false });
  });

  it('does not run where something else has its port', async () => {
    const other: Server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await announceStore(folder, { ...store, endpoint: `http://127.0.0.1:${port}` });
    expect(await findStore(folder)).toMatchObject({ runs: false });
    other.close();
  });

  it.each(['', '{', '[]', '{"pid":-1}', '{"pid":"1","endpoint":"x"}'])(
    'is unknown from a file with %j',
    async (text) => {
      await writeFile(join(folder, 'running-store.json'), text);
      expect(await findStore(folder)).toBeUndefined();
    },
  );

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it : it.skip)('is unknown from a file of another user', async () => {
    await announceStore(folder, store);
    const file = join(folder, 'running-store.json');
    await chown(file, 65534, 65534);
    expect(await readFile(file, 'utf8')).toContain(store.endpoint);
    expect(await findStore(folder)).toBeUndefined();
  });
});
