/** @module @gatehouse/auth/testing */
export {
  confirmationOf,
  createTestIssuer,
  createTestKey,
  dpopProof,
  type DpopProofOptions,
  type MintOptions,
  type TestIssuer,
  type TestIssuerOptions,
} from '@gatehouse/access-token/testing';
export { type Answer, type RouteRequest, send } from './exchange';
export { overrideAuth } from './override-auth';
export { type Demands, type ProtectedRoute, protectedRouteCases, type RouteCase } from './protected-route-cases';
export { tokenFor, type TokenIdentity } from './token-for';
