import assert from 'node:assert/strict';
import type { TestIssuer } from '@gatehouse/access-token/testing';

/** Throws unless the route lets the right ones in and, where it is guarded, nobody else. */
export async function proveAnswers(url: string, issuer: TestIssuer, guarded: boolean): Promise<void> {
  const { sub, iat } = issuer.claims() as { sub: string; iat: number };
  const good = issuer.mint();
  const answer = await get(url, good);
  assert.equal(answer.status, 200, `${url} refuses a good token`);
  assert.deepEqual(await answer.json(), { subject: sub });
  if (!guarded) return;
  const [header, payload, signature = ''] = good.split('.');
  const forged = Buffer.from(JSON.stringify({ ...issuer.claims(), roles: ['admin'] })).toString('base64url');
  const flipped = signature.startsWith('A') ? 'B' : 'A';
  const bad: Readonly<Record<string, string | undefined>> = {
    'no token': undefined,
    'an expired token': issuer.mint({ claims: { iat: iat - 900, exp: iat - 600 } }),
    'a tampered payload': `${header}.${forged}.${signature}`,
    'a tampered signature': `${header}.${payload}.${flipped}${signature.slice(1)}`,
    'a token of another issuer': issuer.mint({ claims: { iss: 'https://other.example' } }),
    'a token for another audience': issuer.mint({ claims: { aud: 'urn:other' } }),
  };
  for (const [what, token] of Object.entries(bad)) {
    assert.equal((await get(url, token)).status, 401, `${url} accepts ${what}`);
  }
}

function get(url: string, token: string | undefined): Promise<Response> {
  return fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
}
