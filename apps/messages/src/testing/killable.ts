import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@gatehouse/dynamodb/testing';

const root = join(__dirname, '../../../..');

/** A process of this workspace on a port of its own, that can be killed and started again. */
export interface Killable {
  readonly port: number;
  /** Of the process that runs, if one does. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  kill(): Promise<void>;
}

/** `environment` is given the port; `answersAt` is the path that answers below 500 once the process is ready. */
export async function killable(
  script: string,
  answersAt: string,
  environment: (port: number) => Record<string, string>,
): Promise<Killable> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const killWithParent = () => child?.kill('SIGKILL');
  const isReady = async () =>
    fetch(`http://127.0.0.1:${port}${answersAt}`).then(
      ({ status }) => status < 500,
      () => false,
    );
  return {
    port,
    get pid() {
      return child?.pid;
    },
    start: async () => {
      child = spawn(process.execPath, ['-r', join(root, 'libs/workspace/register.cjs'), join(root, script)], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { PATH: process.env['PATH'], ...environment(port) },
      });
      process.once('exit', killWithParent);
      for (const deadline = Date.now() + 60_000; !(await isReady());) {
        if (child.exitCode !== null) throw new Error(`${script} ended with code ${child.exitCode}`);
        if (Date.now() > deadline) throw new Error(`${script} was not ready within 60 s`);
        await pause(50);
      }
    },
    kill: async () => {
      process.removeListener('exit', killWithParent);
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
