import { createAccessTokenVerifier, type IssuerOptions } from '@gatehouse/access-token';
import type { TestIssuer } from '@gatehouse/access-token/testing';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { ACCESS_TOKEN_VERIFIER, AUTH_OPTIONS, type AuthOptions, verifierOptionsOf } from '../auth.options';

/**
 * Makes a service under test trust the test issuer in place of its own. Verification stays the real one, with all other
 * options of the service: where its claims stand, what shows an access token, how long a token may live. `isRevoked` is not
 * asked. Of several issuers the first counts that has the preset of the test issuer. Throws an Error where there is none.
 */
export function overrideAuth(builder: TestingModuleBuilder, testIssuer: TestIssuer): TestingModuleBuilder {
  return builder.overrideProvider(ACCESS_TOKEN_VERIFIER).useFactory({
    factory: (options: AuthOptions) => {
      const { fetch: _fetch, isRevoked: _isRevoked, ...others } = verifierOptionsOf(options);
      return createAccessTokenVerifier({ ...others, issuers: [standingIn(testIssuer, options.issuers)] });
    },
    inject: [AUTH_OPTIONS],
  });
}

function standingIn({ preset, issuer, audience, jwksUri, keys }: TestIssuer, trusted: readonly IssuerOptions[]) {
  const replaced = trusted.find((options) => (options.preset ?? 'gatehouse') === preset);
  if (replaced === undefined) {
    const presets = [...new Set(trusted.map((options) => options.preset ?? 'gatehouse'))];
    throw new Error(
      `the service trusts no issuer of the preset ${preset}: write createTestIssuer({ preset: '${presets[0] ?? ''}' })`,
    );
  }
  const { secret: _secret, ...profile } = replaced;
  return {
    ...profile,
    issuer,
    jwksUri,
    // The test issuer brings its own keys, so the algorithms of the service's issuer need not be theirs.
    algorithms: [...new Set(keys.map((key) => key.algorithm))],
    ...('tenants' in profile && { tenants: undefined }),
    ...(replaced.preset === 'cognito'
      ? { clientIds: replaced.clientIds === null ? null : 'web' }
      : { audience: replaced.audience === null ? null : audience }),
    ...(replaced.preset === 'google' && { serviceAccounts: null }),
  } as IssuerOptions;
}
