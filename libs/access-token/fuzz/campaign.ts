import { createSecretKey, randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createAccessTokenVerifier, InvalidTokenError } from '../src';
import { createTestIssuer } from '../src/testing';
import { hostileToken } from './mutations';
import { Random } from './random';

/** What a run found. */
export interface Findings {
  readonly tokens: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Tokens that were accepted, or refused with anything but an InvalidTokenError. */
  readonly wrong: readonly string[];
  /** The longest that the event loop stood still for work of this thread, in ms of its processor time. */
  readonly blockedMs: number;
  /** The longest that it stood still for any reason, in ms: on a busy machine mostly the time that others had. */
  readonly delayedMs: number;
  readonly heapGrowthBytes: number;
  readonly fetches: number;
}

const SECRET_ISSUER = 'https://secret.example';
const BATCH = 25;

/** Draws so many hostile tokens from the seed and shows each to one verifier. */
export async function campaign(tokens: number, seed: number): Promise<Findings> {
  const issuer = await createTestIssuer();
  const secret = randomBytes(32);
  const verifier = createAccessTokenVerifier({
    issuers: [
      { issuer: issuer.issuer, audience: issuer.audience, maxLifetime: 86_400 },
      { issuer: SECRET_ISSUER, audience: issuer.audience, algorithms: ['HS256'], secret, maxLifetime: 86_400 },
    ],
  });
  // Long-lived, so that the last token of a long run is refused for its own fault and not for its age.
  const now = Math.floor(Date.now() / 1000);
  const dates = { iat: now - 60, exp: now + 80_000 };
  const good = Array.from({ length: 20 }, () => issuer.mint({ claims: dates }));
  for (const token of good) await verifier.verify(token);
  const seeds = {
    tokens: good,
    header: { alg: 'RS256', typ: 'at+jwt', kid: issuer.keys[0]?.kid },
    claims: { ...issuer.claims(), ...dates },
    secret: createSecretKey(secret),
    secretIssuer: SECRET_ISSUER,
  };
  const random = new Random(seed);
  const reasons: Record<string, number> = {};
  const wrong: string[] = [];
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let blocked = 0;
  let turn = process.threadCpuUsage();
  for (let done = 0; done < tokens; done++) {
    const token = hostileToken(random, seeds);
    try {
      await verifier.verify(token);
      wrong.push(`accepted: ${token}`);
    } catch (error) {
      if (error instanceof InvalidTokenError) reasons[error.reason] = (reasons[error.reason] ?? 0) + 1;
      else wrong.push(`${String(error)}: ${token}`);
    }
    if (done % BATCH === 0) {
      const { user, system } = process.threadCpuUsage(turn);
      blocked = Math.max(blocked, user + system);
      await new Promise(setImmediate);
      turn = process.threadCpuUsage();
    }
  }
  delay.disable();
  globalThis.gc?.();
  const heapGrowthBytes = process.memoryUsage().heapUsed - heapBefore;
  // The good tokens still are.
  for (const token of good) await verifier.verify(token);
  verifier.close();
  await issuer.close();
  return {
    tokens,
    reasons,
    wrong,
    blockedMs: blocked / 1000,
    delayedMs: delay.max / 1e6,
    heapGrowthBytes,
    fetches: issuer.fetches.jwks,
  };
}
