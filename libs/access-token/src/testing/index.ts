/** @module @gatehouse/access-token/testing */
export { adversarialTokens, controlTokens, type AdversarialClass, type AdversarialToken } from './corpus';
export { createTestIssuer, type MintOptions, type TestIssuer, type TestIssuerOptions } from './test-issuer';
export { base64url, compactJws, createTestKey, publicJwk, signWith, type TestKey } from './test-keys';
export type { ShapedIdentity, TokenPreset, TokenShape } from './token-shapes';
export { confirmationOf, dpopProof, type DpopProofOptions } from './dpop-proof';
