import type { SignatureAlgorithm } from '../token/signature-algorithms';

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
  /** The signature algorithms that are allowed. Default `['RS256']`. */
  readonly algorithms?: readonly SignatureAlgorithm[];
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

/** Gatehouse's own authorization server, or any that follows RFC 9068 to the letter. */
export interface GatehouseClaims {
  readonly preset?: 'gatehouse';
  /** One of these must be in `aud`; null is the explicit "do not check": tokens for any service are then taken. */
  readonly audience: string | readonly string[] | null;
  readonly tokenTypes?: never;
  readonly claims?: never;
}

/** Another OpenID provider or OAuth authorization server. */
export interface OidcClaims {
  readonly preset: 'oidc';
  /** One of these must be in `aud`; null is the explicit "do not check": tokens for any service are then taken. */
  readonly audience: string | readonly string[] | null;
  /**
   * The `typ` of its access tokens, null for none at all. Default `['at+jwt']`. `'JWT'` and null let in every JWT that
   * the issuer signs for the audience, except those that show themselves to be ID or logout tokens.
   */
  readonly tokenTypes?: readonly (string | null)[];
  /** Where its claims differ from RFC 9068. */
  readonly claims?: {
    /** Default `client_id`; often `azp` or `cid`. */
    readonly clientId?: ClaimPath;
    /** Default `jti`; null is the explicit "its tokens have no identifier", and `tokenId` is then empty. */
    readonly tokenId?: ClaimPath | null;
    /** Default `scope`. A string of scopes, or an array of them as in `scp`. */
    readonly scopes?: ClaimPath;
    /** Default `roles`. An array of strings. */
    readonly roles?: ClaimPath;
  };
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
}

/** One trusted issuer: what its tokens look like, and where its keys come from. */
export type IssuerOptions = IssuerBase &
  (GatehouseClaims | OidcClaims | CognitoClaims) &
  (PublishedKeys | SharedSecret);
