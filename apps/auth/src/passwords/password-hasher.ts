import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { parseOptions } from '@node-rs/argon2';
import Piscina from 'piscina';
import { type PasswordsEnvironment } from './config';
import { HashingBusyError } from './password.errors';
import { FairTurns, NoTurnError, type TurnOwner } from '../throttling/fair-turns';

/** argon2id as OWASP's Password Storage Cheat Sheet asks: 19 MiB, 2 passes, 1 lane. */
export const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

// What an account that does not exist is checked against: a hash of nothing anyone knows, with the parameters above.
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

// Beside a bundle the build puts the worker as .js; in the sources it is this file's neighbour.
function workerFile(): string {
  const bundled = join(__dirname, 'hashing.worker.js');
  return existsSync(bundled) ? bundled : join(__dirname, 'hashing.worker.cjs');
}

/** RFC 8265 §4.2 OpaqueString: every space is the ASCII one, and NFC, so that the same keys match on every keyboard. */
function opaque(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}

// A crowd for one account, from whatever networks, leaves places for others.
const placesOfAccount = 64;
/** Milliseconds. */
const longestWait = 5_000;

function throwBusy(error: unknown): never {
  throw error instanceof NoTurnError ? new HashingBusyError() : error;
}

/** What a turn is for. */
export interface Hashing {
  /** To a PHC string with a random salt. */
  readonly hash: (password: string) => Promise<string>;
  /** False for a wrong password and, after the same time, for a missing hash. */
  readonly verify: (hash: string | undefined, password: string) => Promise<boolean>;
}

/** Runs `work` when it is its turn, which may be long after the call. Throws `HashingBusyError` or what `work` throws. */
export type HashingInTurn = <T>(work: (hashing: Hashing) => Promise<T>) => Promise<T>;

/**
 * Hashes and verifies passwords in threads of their own: neither the event loop nor libuv's pool, on which tokens are
 * verified, waits for a hash.
 */
@Injectable()
export class PasswordHasher implements OnApplicationShutdown {
  private readonly pool: Piscina<{ password: string; hash?: string; parameters: typeof parameters }, string | boolean>;
  private readonly turns: FairTurns;
  private readonly hashing: Hashing = {
    hash: async (password) => (await this.pool.run({ password: opaque(password), parameters })) as string,
    verify: async (hash, password) => {
      const matches = await this.pool.run({ password: opaque(password), hash: hash ?? nobodysHash, parameters });
      return hash !== undefined && matches === true;
    },
  };

  constructor(config: ConfigService<PasswordsEnvironment, true>) {
    const threads =
      config.get('PASSWORD_THREADS', { infer: true }) ?? Math.min(4, Math.max(1, availableParallelism() - 1));
    this.pool = new Piscina({
      filename: workerFile(),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 30_000,
    });
    // Twice as many as threads, so that a thread does not idle while the other turn asks the store.
    const atOnce = 2 * threads;
    const places = atOnce + config.get('PASSWORD_QUEUE', { infer: true });
    this.turns = new FairTurns({ atOnce, places, placesOfAccount, longestWait });
  }

  /**
   * Runs `work`, which can hash in turns. All that it does besides, such as counting the attempt, is bounded with them, and a
   * crowd is refused before it costs anything. Throws `HashingBusyError` or what `work` throws.
   */
  async withPlace<T>(owner: TurnOwner, work: (inTurn: HashingInTurn) => Promise<T>): Promise<T> {
    return this.turns
      .withPlace(owner, (inTurn) => work((turn) => inTurn(() => turn(this.hashing)).catch(throwBusy)))
      .catch(throwBusy);
  }

  /** Says whether a hash was made with other parameters than those of today. */
  isOutdated(hash: string): boolean {
    const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(hash);
    return (
      memoryCost !== parameters.memoryCost ||
      timeCost !== parameters.timeCost ||
      parallelism !== parameters.parallelism ||
      outputLen !== parameters.outputLen
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}
