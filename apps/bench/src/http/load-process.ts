import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What the load process is told to do. */
export interface LoadOrder {
  readonly port: number;
  /** Whole HTTP/1.1 requests. */
  readonly requests: readonly string[];
  /** Begin again at the end of the requests; else the run ends there. */
  readonly repeat: boolean;
  /** The run ends after this time at the latest. */
  readonly seconds: number;
  readonly connections: number;
}

export interface LoadResult {
  /** How many answers of each status. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** The process that sends requests: one for all contenders, so that none is measured with a warmer one. */
export class LoadProcess {
  readonly #process: ChildProcess = fork(join(__dirname, 'http', 'load.js'), {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  async run(order: LoadOrder): Promise<LoadResult> {
    const answer = once(this.#process, 'message');
    this.#process.send(order);
    const [result] = (await answer) as [LoadResult | { error: string }];
    if ('error' in result) throw new Error(`the load failed: ${result.error}`);
    return result;
  }

  close(): void {
    this.#process.disconnect();
  }
}
