/** @module @gatehouse/auth */
export { AuthModule, routeDeclarations } from './auth.module';
export { ACCESS_TOKEN_VERIFIER, type AuthAsyncOptions, type AuthOptions } from './auth.options';
export { type CookieOptions, csrfTokenFor } from './cookie';
export type { Decision, Rule } from './decision';
export type { DpopMode, DpopSettings } from './dpop.options';
export { Public, RequireAnyScope, RequireRoles, RequireScopes } from './declarations';
export type { ApiGatewayFrontDoor, FrontDoor, LoadBalancerFrontDoor } from './front-door';
export { CurrentPrincipal, OptionalPrincipal, principalOf } from './principal';
export { AccessRefusedException, type Problem, type ProblemCode } from './problem';
export type { ProtectedResourceMetadata } from './protected-resource';
export type { RouteDeclaration } from './route-declarations';
export type { AccessTokenVerifier, Demand, DpopReplayStore, Principal, RouteDemand } from '@gatehouse/access-token';
