import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server under test, in a process of its own. */
export class ServerProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** Starts a compiled server and hands it its settings as JSON; resolves when it listens. */
  static async start(script: string, settings: unknown, profiles: string | undefined): Promise<ServerProcess> {
    const child = fork(join(__dirname, script), [JSON.stringify(settings)], {
      execArgv: profiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profiles],
      env: { NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`${script} ended with ${code} before it listened`);
    });
    const [{ port }] = (await Promise.race([once(child, 'message'), exited])) as [{ port: number }];
    exited.catch(() => undefined);
    return new ServerProcess(port, child);
  }

  /** Seconds of processor time that it has used, on all threads. */
  async cpuSeconds(): Promise<number> {
    const answer = once(this.child, 'message');
    this.child.send('cpu');
    const [{ user, system }] = (await answer) as [NodeJS.CpuUsage];
    return (user + system) / 1e6;
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}
