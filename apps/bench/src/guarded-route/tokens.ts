import { randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { base64url, type TestIssuer } from '@gatehouse/access-token/testing';

const signAsync = promisify(sign);
const AT_ONCE = 16;
const HOUR = 3600;

/** Signs as many tokens as asked for, all alike but for `jti`, on the thread pool; they live as long as any run. */
export async function mintMany(issuer: TestIssuer, count: number): Promise<readonly string[]> {
  const [key] = issuer.keys;
  if (key === undefined) throw new Error('the issuer has no key');
  const header = base64url(JSON.stringify({ alg: key.algorithm, typ: 'at+jwt', kid: key.kid }));
  const claims = issuer.claims();
  const tokens: string[] = [];
  const mint = async (): Promise<void> => {
    while (tokens.length < count) {
      const index = tokens.push('') - 1;
      const payload = { ...claims, exp: (claims.iat as number) + HOUR, jti: randomUUID() };
      const signingInput = `${header}.${base64url(JSON.stringify(payload))}`;
      const signature = await signAsync('sha256', Buffer.from(signingInput), key.privateKey);
      tokens[index] = `${signingInput}.${base64url(signature)}`;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, mint));
  return tokens;
}
