import { createPublicKey } from 'node:crypto';
import { type AuthOptions } from '@gatehouse/auth';
import { ExternalSigningKey } from 'oidc-provider';
import { type KeyPolicy, statesAt } from './key-schedule';
import { type SigningKey, type SigningKeys } from './signing-keys';

// Seconds. No document travels, so a change is seen as soon as where the keys are kept can bear to be asked.
const times = { maxAge: 5, unknownKeyCooldown: 0.1 };

async function publicJwk({ kid, material }: SigningKey) {
  const key =
    material instanceof ExternalSigningKey
      ? await material.keyObject()
      : createPublicKey({ key: { ...material }, format: 'jwk' });
  return { ...key.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}

type Fetch = NonNullable<AuthOptions['fetch']>;

interface OwnKeys extends Required<Pick<AuthOptions, 'keys'>> {
  readonly fetch: (...request: Parameters<Fetch>) => Promise<Response>;
}

/** Answers the guards' fetch of this service's own JWKS. Over HTTP a lone Lambda environment would wait for itself. */
export function ownKeys(jwksUri: string, signingKeys: SigningKeys, policy: KeyPolicy): OwnKeys {
  return {
    keys: times,
    fetch: async (url, init) => {
      if (url !== jwksUri) return globalThis.fetch(url, init);
      const published = statesAt(await signingKeys.all(), Date.now(), policy).filter(({ state }) => state !== 'gone');
      return Response.json({ keys: await Promise.all(published.map(({ key }) => publicJwk(key))) });
    },
  };
}
