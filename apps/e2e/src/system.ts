import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '@gatehouse/dynamodb/testing';
import { localServices, pageServer, portVariable, workspaceRoot } from '@gatehouse/workspace';

/** The whole system, run as `npm start` runs it. */
export interface System {
  /** The process of the start command, whose children are the services. */
  readonly pid: number;
  readonly auth: string;
  readonly messages: string;
  /** The origin of the page. */
  readonly page: string;
  /** Where the service of that name is. */
  origin(name: string): string;
  /** Runs a command of `nx run auth:admin` against it, and returns what it prints. */
  admin(...words: string[]): Promise<string>;
  /** All that it has printed so far. */
  output(): string;
  /** Ends it as Ctrl-C does, and resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Runs the start command to its end or until `until` is printed. */
export async function runStart(environment: Record<string, string>, until: RegExp) {
  const child: ChildProcess = spawn(
    process.execPath,
    ['-r', './libs/workspace/register.cjs', 'libs/workspace/src/start/start.ts'],
    { cwd: workspaceRoot, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const matched = new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      if (until.test(printed)) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
  const killWithTests = () => child.kill('SIGTERM');
  process.once('exit', killWithTests);
  void exited.then(() => process.removeListener('exit', killWithTests));
  await Promise.race([matched, exited]);
  return { child, exited, output: () => printed };
}

/** A free port for the page, the store and every service, by the variable that `npm start` takes it from. */
export async function freePorts(): Promise<Record<string, string>> {
  const ports = await Promise.all(
    [pageServer, ...localServices()].map(async (card) => [portVariable(card), `${await freePort()}`] as const),
  );
  // Two systems that start in the same moment would both find the usual one free.
  return { ...Object.fromEntries(ports), DYNAMODB_PORT: `${await freePort()}` };
}

/** Starts the system on free ports; rejects with what it printed when it does not come up. */
export async function startSystem(environment: Record<string, string> & { DATA_DIR: string }): Promise<System> {
  const ports = await freePorts();
  const { child, exited, output } = await runStart({ ...ports, ...environment }, /Gatehouse is ready/);
  if (child.exitCode !== null) throw new Error(`the system did not start:\n${output()}`);
  const origin = (name: string) => {
    const variable = portVariable({ name });
    return `http://localhost:${environment[variable] ?? ports[variable]}`;
  };
  return {
    pid: child.pid ?? 0,
    auth: origin('auth'),
    messages: origin('messages'),
    page: origin(pageServer.name),
    origin,
    admin: async (...words) => {
      const script = ['-r', './libs/workspace/register.cjs', 'apps/auth/src/admin/main.ts', ...words];
      const { stdout } = await promisify(execFile)(process.execPath, script, {
        cwd: workspaceRoot,
        env: { ...process.env, ...environment },
      });
      return stdout;
    },
    output,
    stop: () => {
      child.kill('SIGINT');
      return exited;
    },
  };
}
