import { type ProblemMap } from '@gatehouse/service';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { type KeyPolicy, type KeyState, maxPublishedKeys, statesAt } from './key-schedule';
import { SigningKeys } from './signing-keys';
import { AuthError } from '../auth.error';

export interface KeyStatus {
  readonly kid: string;
  readonly alg: string;
  readonly state: KeyState;
  readonly activeFrom: string;
  readonly activeUntil?: string | undefined;
  readonly publishedUntil?: string | undefined;
  readonly revokedAt?: string | undefined;
}

export const keyProblems: ProblemMap<'key_refused'> = {
  key_refused: { status: 409, title: 'The change of the keys is refused' },
};

export class KeyRefusedError extends AuthError<'key_refused'> {
  constructor(reason: string) {
    super('key_refused', reason);
  }
}

function dateOf(time: number): string {
  return new Date(time).toISOString();
}

/** What operators do to the signing keys. Running processes see it within seconds. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly keys: SigningKeys,
    private readonly policy: KeyPolicy,
    private readonly audit: AuditLog,
  ) {}

  async list(now = Date.now()): Promise<KeyStatus[]> {
    const states = statesAt(await this.keys.all(), now, this.policy);
    return states.map(({ key, state, activeUntil, publishedUntil }) => ({
      kid: key.kid,
      alg: key.material.alg ?? 'RS256',
      state,
      activeFrom: dateOf(key.activeFrom),
      ...(activeUntil !== undefined && { activeUntil: dateOf(activeUntil) }),
      ...(publishedUntil !== undefined && { publishedUntil: dateOf(publishedUntil) }),
      ...(key.revokedAt !== undefined && { revokedAt: dateOf(key.revokedAt) }),
    }));
  }

  /**
   * Publishes another key. It signs once every cache in front has had time to fetch it, and the one that signs now stays
   * published until nothing that it signed can be presented any more.
   */
  async rotate(source: string | undefined, context: RequestContext): Promise<KeyStatus[]> {
    const now = Date.now();
    const states = statesAt(await this.keys.all(), now, this.policy);
    await this.keys.remove(states.filter(({ state }) => state === 'gone').map(({ key }) => key.kid));
    const published = states.filter(({ state }) => state !== 'gone');
    if (published.length >= maxPublishedKeys) {
      throw new KeyRefusedError(`There are ${maxPublishedKeys} keys already: wait until one is gone.`);
    }
    const kid = await this.keys.add(now + this.policy.jwksCache, source);
    this.record('rotate', kid, context);
    return this.list(now);
  }

  /**
   * Emergency: the key neither signs nor is published from now on, and what it signed is refused once caches have noticed.
   * If it was the one that signs, a key that is published already takes over, or else a new one, at once.
   */
  async revoke(kid: string, source: string | undefined, context: RequestContext): Promise<KeyStatus[]> {
    const states = statesAt(await this.keys.all(), Date.now(), this.policy);
    const isKnown = states.some(({ key, state }) => key.kid === kid && state !== 'gone');
    if (!isKnown) throw new KeyRefusedError('There is no such key.');
    // The successor first: a crash in between leaves a key too many, never none.
    const hasOther = states.some(({ key, state }) => key.kid !== kid && (state === 'active' || state === 'published'));
    if (!hasOther) this.record('rotate', await this.keys.add(Date.now(), source), context);
    await this.keys.revoke(kid);
    this.record('revoke', kid, context);
    return this.list();
  }

  private record(change: string, subject: string, context: RequestContext): void {
    this.audit.record({
      event: 'key_change',
      outcome: 'success',
      actor: 'operator',
      subject,
      details: { change },
      context,
    });
  }
}
