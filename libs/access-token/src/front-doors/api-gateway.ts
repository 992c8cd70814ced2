import { z } from 'zod';
import { finding } from '../described';
import { InvalidTokenError } from '../errors';
import { checkOptions } from '../faults';
import { checkTimes } from '../issuers/times';
import { nameClaim, rolesOf, scopesOf } from '../issuers/claims';
import type { IssuerClaims } from '../issuers/issuer-options';
import { issuerClaimsSchema } from '../issuers/issuer-schema';
import { profileOf } from '../issuers/presets';
import type { Principal } from '../principal';
import { httpApiClaims, restApiClaims } from './written-claims';

/** Which API Gateway invokes this function, and which authorizer of it wrote the caller into the event. */
export type ApiGatewayOptions = {
  /** The ids of the APIs; an event of any other is refused. */
  readonly apiId: string | readonly string[];
  /** In place of `Date.now`. */
  readonly now?: () => number;
} & (
  | {
      /** A JWT authorizer (HTTP API) or a Cognito user pool authorizer (REST API): it verified the token, we its claims. */
      readonly authorizer: 'jwt' | 'user-pool';
      readonly issuer: string;
      readonly claims: IssuerClaims;
    }
  | {
      /** A Lambda authorizer that answers with authorizerContextOf. */
      readonly authorizer: 'lambda';
      /** The issuers that the authorizer trusts. */
      readonly issuers: readonly string[];
    }
);

/** Made when a reader is: others do not pay for it at their start. */
function optionsSchema() {
  const names = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
  const common = { apiId: names, now: z.custom<() => number>((value) => typeof value === 'function').optional() };
  return z.discriminatedUnion('authorizer', [
    z.strictObject({
      ...common,
      authorizer: z.enum(['jwt', 'user-pool']),
      issuer: z.string().min(1),
      claims: issuerClaimsSchema,
    }),
    z.strictObject({ ...common, authorizer: z.literal('lambda'), issuers: z.array(z.string().min(1)).min(1) }),
  ]);
}

const CONTEXT_KEY = 'principal';
function contextSchema() {
  return z.strictObject({
    subject: z.string().min(1),
    issuer: z.string().min(1),
    clientId: z.string(),
    scopes: z.array(z.string()),
    roles: z.array(z.string()),
    tokenId: z.string(),
    expiresAt: z.number().positive(),
    claims: z.record(z.string(), z.unknown()),
  });
}

/** What a Lambda authorizer answers as its `context`: one string, because a REST API takes nothing nested. */
export function authorizerContextOf(principal: Principal): Record<string, string> {
  const { scopes, roles, ...rest } = principal;
  return { [CONTEXT_KEY]: JSON.stringify({ ...rest, scopes: [...scopes], roles: [...roles] }) };
}

/**
 * Makes the reader of an event's `requestContext`, of HTTP, REST and WebSocket APIs: the principal, undefined where no
 * authorizer ran. It throws an InvalidTokenError for what the configured authorizer cannot have written. Throws a
 * ConfigurationError.
 */
export function createApiGatewayReader(options: ApiGatewayOptions): (event: unknown) => Principal | undefined {
  checkOptions(optionsSchema(), options);
  const apiIds = new Set([options.apiId].flat());
  const now = (): number => (options.now ?? Date.now)() / 1000;
  const read = options.authorizer === 'lambda' ? lambdaContextReader(options.issuers, now) : claimsReader(options, now);
  const pathIn = places[options.authorizer];
  return (event) => {
    const context = member(event, 'requestContext');
    const apiId = member(context, 'apiId');
    // Function URLs and load balancers carry a requestContext too, in which others may write.
    if (typeof apiId !== 'string' || !apiIds.has(apiId)) throw frontDoor('the event is not of the configured API');
    const authorizer = member(context, 'authorizer');
    if (authorizer === undefined || authorizer === null) return undefined;
    const written = pathIn(member(event, 'version'))?.reduce<unknown>(member, authorizer);
    return written === undefined || written === null ? undefined : read(written);
  };
}

/**
 * Where an authorizer writes below `requestContext.authorizer`, by the event's `version`: '1.0' and '2.0' are the payload
 * formats of HTTP APIs, and events of REST and WebSocket APIs have none. Undefined where this authorizer writes no event.
 */
const places: Record<ApiGatewayOptions['authorizer'], (version: unknown) => readonly string[] | undefined> = {
  jwt: (version) => (version === '2.0' ? ['jwt', 'claims'] : version === '1.0' ? ['claims'] : undefined),
  'user-pool': (version) => (version === undefined ? ['claims'] : undefined),
  lambda: (version) => (version === '2.0' ? ['lambda'] : []),
};

type ClaimsOptions = Extract<ApiGatewayOptions, { authorizer: 'jwt' | 'user-pool' }>;

function claimsReader(
  { authorizer, issuer, claims: form }: ClaimsOptions,
  now: () => number,
): (written: unknown) => Principal {
  const profile = profileOf({ ...form, issuer });
  const restored = authorizer === 'jwt' ? httpApiClaims : restApiClaims;
  return (written) => {
    if (typeof written !== 'object' || written === null || Array.isArray(written)) throw frontDoor('no claims');
    const claims = restored(written);
    if (claims.iss !== issuer) {
      throw new InvalidTokenError('issuer', 'iss is not the configured issuer', finding('iss', [issuer], claims.iss));
    }
    // RFC 9449 §7.1, RFC 8705 §3: the authorizer asks for no proof of the key that such a token is bound to.
    if (claims.cnf !== undefined) throw new InvalidTokenError('claims', 'cnf: a sender-constrained token');
    profile.checkKind(claims);
    const expiresAt = checkTimes(claims, { clockSkew: 5, maxLifetime: 86_400 }, now());
    const identity = profile.identify(claims);
    return Object.freeze({ subject: nameClaim(claims, 'sub'), issuer, ...identity, expiresAt, claims });
  };
}

function lambdaContextReader(
  issuers: readonly string[],
  now: () => number,
): (written: unknown) => Principal | undefined {
  const schema = contextSchema();
  return (written) => {
    const text = member(written, CONTEXT_KEY);
    if (text === undefined) return undefined;
    const context = schema.safeParse(typeof text === 'string' ? parsed(text) : undefined).data;
    if (context === undefined) throw frontDoor('the context is not of our authorizer');
    if (!issuers.includes(context.issuer)) throw new InvalidTokenError('issuer', 'iss is not a configured issuer');
    // API Gateway may answer from its cache for an hour.
    if (now() >= context.expiresAt) throw new InvalidTokenError('expired', 'exp has passed');
    return Object.freeze({
      ...context,
      scopes: scopesOf(context.scopes.join(' ')),
      roles: rolesOf(context.roles),
      claims: Object.freeze(context.claims),
    });
  };
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function frontDoor(message: string): InvalidTokenError {
  return new InvalidTokenError('front_door', message);
}
