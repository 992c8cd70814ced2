import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { AccessTokenVerifier, KeysUnavailableError } from '@gatehouse/access-token';
import { ACCESS_TOKEN_VERIFIER } from './auth.options';

/** Between attempts, in ms: an issuer that starts together with this service is given time to listen. */
const PAUSES = [1_000, 4_000];

/** Warns at start where an issuer does not say where its keys are. The application starts all the same. */
@Injectable()
export class DiscoveryCheck implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('AuthModule');
  private readonly closed = new AbortController();

  constructor(@Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier) {}

  onApplicationBootstrap(): void {
    // Nobody waits for it: an outage of the issuer must not become one of the start.
    void this.run();
  }

  onApplicationShutdown(): void {
    this.closed.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.closed;
    let faults: readonly KeysUnavailableError[] = await this.verifier.discover();
    for (const pause of PAUSES) {
      if (faults.length === 0) return;
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      faults = await this.verifier.discover();
    }
    for (const { message } of faults) if (!signal.aborted) this.logger.warn(message);
  }
}
