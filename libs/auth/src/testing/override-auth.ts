import { createAccessTokenVerifier } from '@gatehouse/access-token';
import type { TestIssuer } from '@gatehouse/access-token/testing';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { ACCESS_TOKEN_VERIFIER } from '../auth.options';

/** Makes a service under test trust the test issuer in place of its own; verification stays the real one. */
export function overrideAuth(builder: TestingModuleBuilder, testIssuer: TestIssuer): TestingModuleBuilder {
  const { issuer, audience, jwksUri } = testIssuer;
  return builder.overrideProvider(ACCESS_TOKEN_VERIFIER).useFactory({
    factory: () => createAccessTokenVerifier({ issuers: [{ issuer, audience, jwksUri }] }),
  });
}
