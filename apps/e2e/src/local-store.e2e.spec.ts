import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatehouse/dynamodb/testing';
import { startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { workspaceRoot } from '@gatehouse/workspace';
import { startSystem, type System } from './system';

type Environment = Record<string, string>;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const script = (path: string, ...words: string[]) => ['-r', './libs/workspace/register.cjs', path, ...words];
/** Without what the environment of the tests says about a store. */
const environmentWith = (environment: Environment) => {
  const { DYNAMODB_ENDPOINT: _, SIGNING_KEYS: __, TABLE_PREFIX: ___, DATA_DIR: ____, ...rest } = process.env;
  return { ...rest, ...environment };
};

/** Runs the admin command as `npm run -s admin` does. */
function admin(environment: Environment, ...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      script('apps/auth/src/admin/main.ts', ...words),
      { cwd: workspaceRoot, env: environmentWith(environment) },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** A process that runs until the test stops it, and what it has printed. */
class Running {
  readonly child: ChildProcess;
  private printed = '';
  private readonly ended: Promise<void>;

  constructor(environment: Environment, path: string, ...words: string[]) {
    this.child = spawn(process.execPath, script(path, ...words), {
      cwd: workspaceRoot,
      env: environmentWith(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const read = (chunk: Buffer) => (this.printed += chunk.toString());
    this.child.stdout?.on('data', read);
    this.child.stderr?.on('data', read);
    this.ended = new Promise((resolve) => this.child.once('exit', () => resolve()));
  }

  /** The first group of what it prints, or all of it. */
  async prints(pattern: RegExp): Promise<string> {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
      const match = pattern.exec(this.printed);
      if (match) return match[1] ?? match[0];
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${pattern} was not printed:\n${this.printed}`);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode === null) this.child.kill(signal);
    await this.ended;
  }
}

const serveStore = (environment: Environment) => new Running(environment, 'libs/workspace/src/store/serve.ts');
const ready = /is ready at (\S+),/;

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
  folders.push(folder);
  return folder;
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe('The admin command beside npm start', () => {
  let dataDir: string;
  let system: System;
  let endpoint: string;
  const kids = async () => {
    const answer = await fetch(`${system.auth}/auth/.well-known/jwks.json`);
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };
  beforeAll(async () => {
    dataDir = await newFolder();
    await chmod(dataDir, 0o755);
    system = await startSystem({ DATA_DIR: dataDir, TABLE_PREFIX: 'elsewhere-' });
    endpoint = /DynamoDB +(\S+)/.exec(system.output())?.[1] ?? '';
  }, 120_000);
  afterAll(() => system.stop());

  it('changes the store and the keys that are served, and says which on stderr', async () => {
    const before = await kids();
    const rotated = await admin({ DATA_DIR: dataDir }, 'keys', 'rotate');
    expect(rotated).toMatchObject({ code: 0 });
    expect(rotated.stderr).toContain(`Store: ${endpoint}, tables elsewhere-*`);
    expect(rotated.stderr).toContain(`Signing keys: file:${join(dataDir, 'signing-keys.json')}`);
    let after = before;
    for (const deadline = Date.now() + 20_000; after.length === before.length && Date.now() < deadline;) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      after = await kids();
    }
    expect(after).toHaveLength(before.length + 1);
    const list = await admin({ DATA_DIR: dataDir }, 'keys', 'list');
    expect((JSON.parse(list.stdout) as { kid: string }[]).map(({ kid }) => kid).sort()).toEqual(after.sort());
  }, 60_000);

  it('finds no store in another folder, and makes no keys there', async () => {
    const other = await newFolder();
    const ended = await admin({ DATA_DIR: other }, 'keys', 'rotate');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(`No store is running for ${other}.`);
    expect(ended.stderr).toContain('npm start');
    expect(existsSync(join(other, 'signing-keys.json'))).toBe(false);
  }, 60_000);

  it('talks to the store that DYNAMODB_ENDPOINT names, with the prefix and the keys that are named', async () => {
    const named = await startEmbeddedEngine();
    try {
      const settings = { DATA_DIR: dataDir, DYNAMODB_ENDPOINT: named.endpoint, TABLE_PREFIX: 'named-' };
      const ended = await admin({ ...settings, SIGNING_KEYS: `file:${dataDir}/mine.json` }, 'users', 'list');
      expect(ended.stderr).toContain(`Store: ${named.endpoint}, tables named-*`);
      expect(ended.stderr).toContain(`Signing keys: file:${dataDir}/mine.json`);
      // The store that is named has no tables.
      expect(ended.code).toBe(1);
    } finally {
      await named.stop();
    }
  }, 60_000);

  it('names the AWS region where DYNAMODB_ENDPOINT is empty, and takes no keys of this machine for it', async () => {
    const ended = await admin({ DATA_DIR: dataDir, DYNAMODB_ENDPOINT: '', AWS_REGION: 'eu-west-1' }, 'keys', 'list');
    expect(ended.stderr).toContain('Store: DynamoDB of AWS in eu-west-1, tables gatehouse-*');
    expect(ended.stderr).toContain('SIGNING_KEYS: is required');
    expect(ended.code).toBe(1);
  }, 60_000);

  it('leaves everything it wrote to its owner alone', async () => {
    const modes = await Promise.all(
      ['.', 'dynamodb', 'signing-keys.json', 'running-store.json'].map(async (name) => {
        const { mode } = await stat(join(dataDir, name));
        return [name, (mode & 0o777).toString(8)];
      }),
    );
    expect(Object.fromEntries(modes)).toEqual({
      '.': '700',
      dynamodb: '700',
      'signing-keys.json': '600',
      'running-store.json': '600',
    });
  });

  it('serves no second store from the same folder: the first one is used', async () => {
    const store = serveStore({ DATA_DIR: dataDir });
    try {
      expect(await store.prints(/The store at (\S+) is used/)).toBe(endpoint);
    } finally {
      await store.stop();
    }
  }, 60_000);
});

describe('The store of nx serve', () => {
  it('takes another port where its own is taken, and the served service finds it', async () => {
    const dataDir = await newFolder();
    const stranger = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    const taken = `${(stranger.address() as AddressInfo).port}`;
    const settings = { DATA_DIR: dataDir, DYNAMODB_PORT: taken };
    const port = `${await freePort()}`;
    // The service comes first, as it may: both start at the same time.
    const service = new Running({ ...settings, PORT: port }, 'libs/workspace/src/store/serve-service.ts', 'messages');
    const store = serveStore(settings);
    try {
      const endpoint = await store.prints(ready);
      expect(new URL(endpoint).port).not.toBe(taken);
      expect(await service.prints(/messages uses the store at (\S+),/)).toBe(endpoint);
      let status = 0;
      for (const deadline = Date.now() + 60_000; status !== 200 && Date.now() < deadline;) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        status = await fetch(`http://127.0.0.1:${port}/messages`).then(
          (answer) => answer.status,
          () => 0,
        );
      }
      expect(status).toBe(200);
    } finally {
      await service.stop();
      await store.stop();
      stranger.close();
    }
    await expect(fetch(`http://127.0.0.1:${port}/messages`)).rejects.toThrow();
  }, 180_000);

  it('is shared by a second one, which takes over at the same address when the first is killed', async () => {
    const dataDir = await newFolder();
    const settings = { DATA_DIR: dataDir, DYNAMODB_PORT: `${await freePort()}` };
    const first = serveStore(settings);
    const endpoint = await first.prints(ready);
    const second = serveStore({ DATA_DIR: dataDir });
    try {
      expect(await second.prints(/The store at (\S+) is used/)).toBe(endpoint);
      await first.stop('SIGKILL');
      expect((await admin({ DATA_DIR: dataDir, TABLE_PREFIX: 'x-' }, 'users', 'list')).stderr).toContain(endpoint);
      expect(await second.prints(ready)).toBe(endpoint);
      const written = JSON.parse(await readFile(join(dataDir, 'running-store.json'), 'utf8')) as { pid: number };
      expect(written.pid).toBe(second.child.pid);
    } finally {
      await first.stop('SIGKILL');
      await second.stop();
    }
    expect(existsSync(join(dataDir, 'running-store.json'))).toBe(false);
  }, 180_000);

  it('is reported as ended after it was killed', async () => {
    const dataDir = await newFolder();
    const store = serveStore({ DATA_DIR: dataDir, DYNAMODB_PORT: `${await freePort()}` });
    const endpoint = await store.prints(ready);
    await store.stop('SIGKILL');
    const ended = await admin({ DATA_DIR: dataDir }, 'keys', 'rotate');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`The last one was at ${endpoint}, and its process ${store.child.pid} has ended.`);
    expect(existsSync(join(dataDir, 'signing-keys.json'))).toBe(false);
  }, 120_000);
});
