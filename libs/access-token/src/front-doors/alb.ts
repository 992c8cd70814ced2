import { AlbJwtVerifier } from 'aws-jwt-verify';
import { AlbJwksCache } from 'aws-jwt-verify/alb-cache';
import { z } from 'zod';
import { ConfigurationError, InvalidTokenError, KeysUnavailableError } from '../errors';
import { checkOptions } from '../faults';
import { dateClaim, nameClaim, rolesAt, rolesOf } from '../issuers/claims';
import type { ClaimPlaces } from '../issuers/issuer-options';
import { claimPlacesSchema } from '../issuers/issuer-schema';
import { grantReader } from '../issuers/profiles';
import { type Fetch, get } from '../keys/fetch-document';
import type { Principal } from '../principal';
import { parseCompactJws, type CompactJws } from '../token/compact-jws';
import type { RequestHeaders } from '../token/authorization';
import type { AccessTokenVerifier } from '../verifier';
import { AlbKeyFetcher, KeyFetchFailedError, UnknownAlbKeyError } from './alb-key-fetcher';

/** Which Application Load Balancer stands before this service, and whom it signs in. */
export interface AlbOptions {
  /** The ARNs whose `signer` is believed. Anybody can own a load balancer, so there is no "any". */
  readonly loadBalancerArn: string | readonly string[];
  /** The `iss` of the identity provider that the listener rule names. */
  readonly issuer: string;
  /** The client of the listener rule; null is the explicit "do not check". */
  readonly clientId: string | readonly string[] | null;
  /** Where the provider's user claims carry roles: arrays, or a string that is one role. No roles by default. */
  readonly roles?: ClaimPlaces;
  /**
   * Verifies `x-amzn-oidc-accesstoken` as well and answers its principal, with its scopes, once both name one subject.
   * By default that header is not read, and the principal has no scopes.
   */
  readonly accessTokens?: AccessTokenVerifier;
  /** Where the load balancer's keys are, each under its `kid`. Default: the region's `public-keys.auth.elb…`. */
  readonly publicKeysUri?: string;
  readonly fetch?: Fetch;
}

/** Reads what an Application Load Balancer's OIDC action adds to a request. */
export interface AlbVerifier {
  /**
   * The signed-in user, or undefined without `x-amzn-oidc-data`. Throws an InvalidTokenError or a KeysUnavailableError.
   */
  verify(request: RequestHeaders): Promise<Principal | undefined>;
}

/** The load balancer sends at most 11 KB of claims. */
const MAX_LENGTH = 16_384;
/** Made when a reader is: others do not pay for it at their start. */
function optionsSchema() {
  const names = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
  return z.strictObject({
    loadBalancerArn: names,
    issuer: z.string().min(1),
    clientId: names.nullable(),
    roles: claimPlacesSchema.optional(),
    accessTokens: z
      .custom<AccessTokenVerifier>((value) => typeof value === 'object' && value !== null && 'verify' in value)
      .optional(),
    publicKeysUri: z.url().optional(),
    fetch: z.custom<Fetch>((value) => typeof value === 'function').optional(),
  }) satisfies z.ZodType<AlbOptions>;
}

/** Makes the reader of a load balancer's headers. Throws a ConfigurationError. */
export function createAlbVerifier(options: AlbOptions): AlbVerifier {
  checkOptions(optionsSchema(), options);
  const { issuer, clientId, roles = [], accessTokens } = options;
  const grants = grantReader(roles);
  const fetcher = new AlbKeyFetcher(options.fetch ?? get);
  const verifier = verifierOf(options, fetcher);
  const signers = new Set([options.loadBalancerArn].flat());
  const clients = clientId === null ? null : new Set([clientId].flat());

  /** What these already disprove must not make anyone ask for keys: few names are tried, and the rightful one needs its turn. */
  function checkBeforeSignature({ header, claims }: CompactJws): void {
    if (header.alg !== 'ES256') throw new InvalidTokenError('algorithm', 'the load balancer signs with ES256');
    const { signer, client } = header.members;
    if (typeof signer !== 'string' || !signers.has(signer)) {
      throw new InvalidTokenError('front_door', 'signer is not the configured load balancer');
    }
    if (clients !== null && (typeof client !== 'string' || !clients.has(client))) {
      throw new InvalidTokenError('front_door', 'client is not the configured one');
    }
    if (claims.iss !== issuer) throw new InvalidTokenError('issuer', 'iss is not the configured issuer');
    if (Date.now() / 1000 >= dateClaim(claims, 'exp')) throw new InvalidTokenError('expired', 'exp has passed');
    nameClaim(claims, 'sub');
  }

  async function read(data: string): Promise<Principal> {
    const jws = parseCompactJws(unpadded(data), MAX_LENGTH);
    const { header, claims } = jws;
    checkBeforeSignature(jws);
    try {
      await verifier.verify(data, { clientId: listOrNull(clientId) });
    } catch (cause) {
      if (cause instanceof KeyFetchFailedError) throw new KeysUnavailableError(issuer, 1, { cause });
      if (cause instanceof UnknownAlbKeyError) throw new InvalidTokenError('unknown_key', 'no such key');
      throw new InvalidTokenError('front_door', cause instanceof Error ? cause.name : 'refused');
    }
    // The library lets a token without `exp` live for ever.
    const expiresAt = dateClaim(claims, 'exp');
    return Object.freeze({
      subject: nameClaim(claims, 'sub'),
      issuer,
      clientId: nameClaim(header.members, 'client'),
      scopes: rolesOf(undefined),
      roles: rolesAt(claims, grants),
      tokenId: '',
      expiresAt,
      claims,
    });
  }

  return {
    async verify(request) {
      const data = onlyHeader(request, 'x-amzn-oidc-data');
      if (data === undefined) return undefined;
      const user = await read(data);
      if (accessTokens === undefined) return user;
      const principal = await accessTokens.verify(onlyHeader(request, 'x-amzn-oidc-accesstoken') ?? '');
      if (principal.subject !== user.subject || principal.issuer !== user.issuer) {
        throw new InvalidTokenError('front_door', 'the two tokens of the load balancer name different subjects');
      }
      return principal;
    },
  };
}

function verifierOf({ loadBalancerArn, issuer, publicKeysUri }: AlbOptions, fetcher: AlbKeyFetcher) {
  try {
    return AlbJwtVerifier.create(
      { albArn: [loadBalancerArn].flat(), issuer, ...(publicKeysUri === undefined ? {} : { jwksUri: publicKeysUri }) },
      { jwksCache: new AlbJwksCache({ fetcher }) },
    );
  } catch (error) {
    throw new ConfigurationError([`loadBalancerArn: ${error instanceof Error ? error.message : 'cannot be used'}`]);
  }
}

function listOrNull(names: string | readonly string[] | null): string[] | null {
  return names === null ? null : [names].flat();
}

/** The load balancer pads each part of its tokens, which no JWT may be. The padding must be exactly what is missing. */
function unpadded(token: string): string {
  return token
    .split('.', 4)
    .map((part) => (part.length % 4 === 0 ? part.replace(/={1,2}$/, '') : part))
    .join('.');
}

/** The load balancer writes one of each, whatever the client sent; two show that something else stands before us. */
function onlyHeader({ headers, rawHeaders = [] }: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  if (rawHeaders.filter((raw, index) => index % 2 === 0 && raw.toLowerCase() === name).length > 1) {
    throw new InvalidTokenError('front_door', `two ${name}`);
  }
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new InvalidTokenError('front_door', `${name} is not one value`);
  return value;
}
