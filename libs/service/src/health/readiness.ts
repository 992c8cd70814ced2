import { Injectable } from '@nestjs/common';

/** Asks one thing that the service cannot work without; rejects when it is not there. */
export type ReadinessCheck = () => Promise<unknown>;

/** What has to answer before the service takes requests. Register a check in `onModuleInit`. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();
  private readonly stopping = new AbortController();

  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** From now on the service is not ready: a load balancer shall send its requests elsewhere. */
  drain(): void {
    this.stopping.abort();
  }

  get isDraining(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Aborts when the service begins to stop. An answer without an end has to end then: the service waits for every answer. */
  get draining(): AbortSignal {
    return this.stopping.signal;
  }

  /** The names of what does not answer within a second, in no order. */
  async missing(): Promise<string[]> {
    const names = await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<never>((_resolve, reject) => {
          timer = setTimeout(() => reject(new Error(`${name} did not answer`)), 1000);
        });
        return Promise.race([check(), late])
          .then(() => [])
          .catch(() => [name])
          .finally(() => clearTimeout(timer));
      }),
    );
    return names.flat();
  }
}
