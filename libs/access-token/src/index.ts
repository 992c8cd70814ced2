/** @module @gatehouse/access-token */
export { type Grants, permits, unmetRoles, unmetScopes, type UnmetDemand } from './demands/permits';
export { prefixBefore, withoutPrefix } from './demands/mapped-path';
export { type Demand, demandsNothing, parseRouteDemands, type RouteDemand } from './demands/route-demand';
export {
  gatewayPath,
  hasPartialParameter,
  literalBeginning,
  matchesWildcards,
  openApiPath,
  pathExpression,
  samplePath,
  wildcardPath,
} from './demands/route-path';
export { described, describedCause, finding } from './described';
export {
  DpopReplayUnavailableError,
  InvalidDpopProofError,
  type InvalidDpopProofReason,
  UseDpopNonceError,
} from './dpop/dpop-errors';
export { dpopOptionFaults, type DpopOptions } from './dpop/dpop-options';
export { dpopTokenOfRequest } from './dpop/dpop-token';
export { createDpopVerifier, type DpopRequest, type DpopResult, type DpopVerifier } from './dpop/dpop-verifier';
export type { DpopNonceOptions } from './dpop/nonces';
export type { DpopReplayStore } from './dpop/replay-memory';
export {
  ConfigurationError,
  InvalidRequestError,
  InvalidTokenError,
  KeysUnavailableError,
  RevocationUnavailableError,
  type Finding,
  type InvalidTokenReason,
} from './errors';
export { FirstOfAKind } from './first-of-a-kind';
export { createAlbVerifier, type AlbOptions, type AlbVerifier } from './front-doors/alb';
export { authorizerContextOf, createApiGatewayReader, type ApiGatewayOptions } from './front-doors/api-gateway';
export { missingIn } from './issuers/claims';
export type {
  Auth0Claims,
  ClaimMapping,
  ClaimPath,
  ClaimPlaces,
  CognitoClaims,
  EntraClaims,
  GatehouseClaims,
  GoogleClaims,
  IssuerClaims,
  IssuerOptions,
  KeycloakClaims,
  OidcClaims,
  OktaClaims,
} from './issuers/issuer-options';
export type { AccessTokenEvidence } from './issuers/token-kind';
export type { GrantPlaces } from './issuers/trusted-issuer';
export type { Fetch } from './keys/fetch-document';
export type { KeyOptions, KeyTimes } from './keys/jwks-key-store';
export type { Principal } from './principal';
export type { RequestHeaders } from './token/authorization';
export { bearerToken, bearerTokenOfRequest } from './token/bearer-token';
export type { SignatureAlgorithm } from './token/signature-algorithms';
export { createAccessTokenVerifier, type AccessTokenVerifier, type SelectedToken } from './verifier';
export { verifierOptionFaults, type VerifierOptions } from './verifier-options';
