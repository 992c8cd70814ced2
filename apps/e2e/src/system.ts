import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '@gatehouse/dynamodb/testing';

const workspaceRoot = join(__dirname, '../../..');

/** The whole system, run as `npm start` runs it. */
export interface System {
  readonly auth: string;
  readonly messages: string;
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

/** Starts the system on free ports; rejects with what it printed when it does not come up. */
export async function startSystem(environment: Record<string, string> & { DATA_DIR: string }): Promise<System> {
  const [authPort, messagesPort] = await Promise.all([freePort(), freePort()]);
  const ports = { AUTH_PORT: `${authPort}`, MESSAGES_PORT: `${messagesPort}` };
  const { child, exited, output } = await runStart({ ...ports, ...environment }, /Gatehouse is ready/);
  if (child.exitCode !== null) throw new Error(`the system did not start:\n${output()}`);
  return {
    auth: `http://localhost:${environment['AUTH_PORT'] ?? authPort}`,
    messages: `http://localhost:${environment['MESSAGES_PORT'] ?? messagesPort}`,
    output,
    stop: () => {
      child.kill('SIGINT');
      return exited;
    },
  };
}
