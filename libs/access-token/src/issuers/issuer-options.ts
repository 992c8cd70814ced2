import type { SignatureAlgorithm } from '../token/signature-algorithms';
import type { AccessTokenEvidence } from './token-kind';

/** What every trusted issuer is described by. */
interface IssuerBase {
  /** Exactly the `iss` of its tokens. */
  readonly issuer: string;
  /** The longest `exp - iat`, in seconds. Default 3600 for the gatehouse preset, 86400 for the others. */
  readonly maxLifetime?: number;
  /** By how many seconds clocks may differ. Default 5, at most 60. */
  readonly clockSkew?: number;
}

/** Keys of the issuer's own JWKS. */
interface PublishedKeys {
  /**
   * The absolute URL of the JWKS. Default: what the issuer's `/.well-known/openid-configuration` names, for Cognito
   * `/.well-known/jwks.json` beneath the issuer.
   */
  readonly jwksUri?: string;
  /**
   * The signature algorithms that are allowed. Default `['RS256']`. `Ed25519` and `EdDSA` are the same. A JWK without `alg`
   * may serve every allowed algorithm of its type; its first good signature settles which one it is for.
   */
  readonly algorithms?: readonly (SignatureAlgorithm | 'Ed25519')[];
  readonly secret?: never;
}

/** A secret shared with the issuer: everyone who can verify can also mint. Never together with a JWKS. */
interface SharedSecret {
  /** At least 32 bytes (RFC 7518 §3.2). */
  readonly secret: Uint8Array;
  readonly algorithms: readonly ['HS256'];
  readonly jwksUri?: never;
}

/** Where a claim stands: its name, or the names on the way to it through nested objects. */
export type ClaimPath = string | readonly string[];

/**
 * One place, or a list of several in which each path is an array of its own: `['realm_access', 'roles']` is one path,
 * `[['scope'], ['permissions']]` are two places.
 */
export type ClaimPlaces = ClaimPath | readonly ClaimPath[];

/** Where the claims of an issuer differ from what its preset expects. */
export interface ClaimMapping {
  /** The client; of several places the first that has anything. With `oidc` `client_id`; often `azp` or `cid`. */
  readonly clientId?: ClaimPlaces;
  /** With `oidc` `jti`; null is the explicit "its tokens have no identifier", and `tokenId` is then empty. */
  readonly tokenId?: ClaimPlaces | null;
  /** All places together, each a string of scopes, or an array of them as in `scp`. With `oidc` `scope`. */
  readonly scopes?: ClaimPlaces;
  /** All places together, each an array of strings, or a string that is one role. With `oidc` `roles`. */
  readonly roles?: ClaimPlaces;
  /** Cut off where a scope begins with it: `SERVER/` makes `SERVER/orders:read` to `orders:read`. */
  readonly scopePrefix?: string | readonly string[];
  /** The same for roles. */
  readonly rolePrefix?: string | readonly string[];
}

/** Gatehouse's own authorization server, or any that follows RFC 9068 to the letter. */
export interface GatehouseClaims {
  readonly preset?: 'gatehouse';
  /** One of these must be in `aud`; null is the explicit "do not check": tokens for any service are then taken. */
  readonly audience: string | readonly string[] | null;
  readonly tokenTypes?: never;
  readonly claims?: never;
}

/** What the presets of other providers have in common. */
interface ProviderClaims {
  /**
   * One of these must be in `aud`; null is the explicit "do not check": tokens for any service are then taken, those
   * without `aud` too.
   */
  readonly audience: string | readonly string[] | null;
  readonly claims?: ClaimMapping;
}

/** Another OpenID provider or OAuth authorization server. */
export interface OidcClaims extends ProviderClaims {
  readonly preset: 'oidc';
  /** The `typ` of its access tokens, null for none at all. Default `['at+jwt']`. */
  readonly tokenTypes?: readonly (string | null)[];
  /**
   * What shows that a token of another `typ` than `at+jwt` is an access token. Default: a claim that says so itself (`typ`
   * "Bearer", `token_use` or `token_type` "access"), or a scope and a `client_id` that is not in `aud`. Null is the explicit, unsafe "nothing does": ID tokens of the issuer
   * are then taken as well, unless they have a claim such as `nonce` or `at_hash`.
   */
  readonly accessTokenEvidence?: AccessTokenEvidence | null;
}

/** Keycloak: tokens that say `typ` "Bearer", realm roles in `realm_access`, client roles in `resource_access`. */
export interface KeycloakClaims extends ProviderClaims {
  readonly preset: 'keycloak';
  /** The clients whose roles count besides those of the realm. Default none. */
  readonly clientRoles?: string | readonly string[];
}

/** Microsoft Entra ID, tokens of v1.0 and v2.0. */
export interface EntraClaims extends ProviderClaims {
  readonly preset: 'entra';
  /**
   * The ids of the tenants whose tokens are taken; then `issuer` has `{tenantid}` in the place of the id. `iss` and `tid`
   * must name the same tenant.
   */
  readonly tenants?: readonly string[];
}

/** Auth0: the client in `azp`, scopes in `scope` and `permissions`, roles where an Action of yours writes them. */
export interface Auth0Claims extends ProviderClaims {
  readonly preset: 'auth0';
}

/** Okta's custom authorization servers: the client in `cid`, scopes in `scp`, roles in `groups`. */
export interface OktaClaims extends ProviderClaims {
  readonly preset: 'okta';
}

/** Google's service accounts, whose ID tokens services send each other. Tokens of people are not taken. */
export interface GoogleClaims extends ProviderClaims {
  readonly preset: 'google';
  /**
   * The e-mail addresses of the accounts; null is the explicit "do not check": anybody can make a service account and get a
   * token for any audience.
   */
  readonly serviceAccounts: string | readonly string[] | null;
}

/** An Amazon Cognito user pool: access tokens name the client in `client_id` and mostly have no `aud`. */
export interface CognitoClaims {
  readonly preset: 'cognito';
  /** The app clients whose tokens are taken; null is the explicit "do not check": those of every client of the pool are. */
  readonly clientIds: string | readonly string[] | null;
  /** For pools that bind tokens to a resource: one of these must be in `aud`. Not checked by default. */
  readonly audience?: string | readonly string[] | null;
  /** Also take ID tokens, which are made for the client and carry no scopes. Off by default. */
  readonly acceptIdTokens?: boolean;
  /** Scopes of a resource server are `SERVER/orders:read`; the default prefixes are none. Roles are `cognito:groups`. */
  readonly claims?: Pick<ClaimMapping, 'roles' | 'rolePrefix' | 'scopePrefix'>;
}

/** The claims of one kind of issuer. */
export type IssuerClaims =
  GatehouseClaims | OidcClaims | KeycloakClaims | EntraClaims | Auth0Claims | OktaClaims | GoogleClaims | CognitoClaims;

/** One trusted issuer: what its tokens look like, and where its keys come from. */
export type IssuerOptions = IssuerBase & IssuerClaims & (PublishedKeys | SharedSecret);
