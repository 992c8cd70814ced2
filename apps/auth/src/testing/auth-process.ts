import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../../../..');

export interface AuthProcess {
  readonly origin: string;
  readonly child: ChildProcess;
  /** What it wrote to stdout and stderr so far. */
  output(): string;
  stop(): Promise<void>;
}

/** The service as a process of its own, once it is ready. */
export async function spawnAuth(environment: Record<string, string>): Promise<AuthProcess> {
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'libs/workspace/register.cjs'), join(root, 'apps/auth/src/main.ts')],
    { cwd: root, env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const origin = `http://127.0.0.1:${environment['PORT']}`;
  const isReady = () =>
    fetch(`${origin}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const deadline = Date.now() + 60_000; !(await isReady());) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`auth did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    origin,
    child,
    output: () => output,
    stop: async () => {
      process.removeListener('exit', kill);
      child.kill('SIGKILL');
      await exited;
    },
  };
}
