import { bearerToken, createAccessTokenVerifier, InvalidTokenError, type AccessTokenVerifier } from '../../index';
import { adversarialTokens, controlTokens, createTestIssuer, type TestIssuer } from '../index';

describe('the adversarial corpus', () => {
  let issuer: TestIssuer;
  let verifier: AccessTokenVerifier;

  beforeAll(async () => {
    issuer = await createTestIssuer();
    verifier = createAccessTokenVerifier({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] });
    await verifier.verify(issuer.mint());
  });

  afterAll(async () => {
    verifier.close();
    await issuer.close();
  });

  it('is refused to the last token, each with a typed error, and nothing is fetched because of it', async () => {
    const before = issuer.fetches.jwks;
    const tokens = adversarialTokens(issuer);
    expect(tokens.length).toBeGreaterThanOrEqual(350);
    const wrong: string[] = [];
    for (const { class: kind, name, token } of tokens) {
      const outcome = await verifier.verify(token).then(
        () => 'accepted',
        (error: unknown) => (error instanceof InvalidTokenError ? undefined : `threw ${String(error)}`),
      );
      if (outcome !== undefined) wrong.push(`${kind}: ${name}: ${outcome}`);
    }
    expect(wrong).toEqual([]);
    expect(Object.prototype).not.toHaveProperty('polluted');
    // The one refresh that unknown key identifiers may cause within the cooldown.
    expect(issuer.fetches.jwks - before).toBeLessThanOrEqual(1);
    expect(issuer.fetches.discovery).toBe(1);
  });

  it("is the verifier's to refuse: nothing in it reads as two credentials", () => {
    for (const { token } of adversarialTokens(issuer)) {
      if (token !== '') expect(bearerToken(`Bearer ${token}`)).toBe(token.replace(/^ +/, ''));
    }
  });

  it('has no token twice', () => {
    const tokens = adversarialTokens(issuer);
    const names = new Map<string, string>();
    const twice = tokens.filter(({ token, name }) => names.has(token) || !names.set(token, name));
    expect(twice.map(({ class: kind, name, token }) => `${kind}: ${name} is ${names.get(token)}`)).toEqual([]);
  });

  it('comes with controls that are all accepted', async () => {
    const wrong: string[] = [];
    for (const { name, token } of controlTokens(issuer)) {
      await verifier.verify(token).catch((error: unknown) => wrong.push(`${name}: ${String(error)}`));
    }
    expect(wrong).toEqual([]);
  });
});
