import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { ConfigurationError, verifierOptionFaults, type VerifierOptions } from '@gatehouse/access-token';
import type { CookieOptions } from './cookie';
import type { Decision } from './decision';
import { dpopFaults, type DpopMode, type DpopSettings } from './dpop.options';
import { type ApiGatewayFrontDoor, type FrontDoor, frontDoorReader, type LoadBalancerFrontDoor } from './front-door';
import { isFreeProperty } from './request-property';

/** How `AuthModule` guards a service: whose tokens it takes, and how it answers. */
export interface AuthOptions extends VerifierOptions {
  /**
   * The resource identifier of RFC 9728: the service's public URL, without query and fragment. The service must accept it
   * as audience. Default: none, and the service advertises no metadata.
   */
  readonly resource?: string;
  /** The `realm` of the challenge. Default `api`. */
  readonly realm?: string;
  /** Takes the token from a cookie too. Default: from the `Authorization` header alone. */
  readonly cookie?: CookieOptions;
  /** Takes tokens that are bound to a key by DPoP (RFC 9449). Default `off`: they are rejected. */
  readonly dpop?: DpopMode | DpopSettings;
  /** Believes what a load balancer or a gateway says of a caller without a token. Default: nothing is. */
  readonly frontDoor?: FrontDoor;
  /**
   * Opens routes of controllers that come from packages, as `@Public()` would: `GET /health`, named as `routeDeclarations` lists them.
   * Default: none.
   */
  readonly publicRoutes?: readonly string[];
  /**
   * Sets the principal as this property of the request too, such as `user`, and undefined where nobody is authenticated. Default: none.
   */
  readonly requestProperty?: string;
  /** Is told of every decision, the token never among them. What it throws or rejects with is logged and changes nothing. */
  readonly onDecision?: (decision: Decision) => unknown;
}

/** `AuthOptions` that come from other providers. */
export interface AuthAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...dependencies: never[]) => AuthOptions | Promise<AuthOptions>;
}

/** Injection token of the `AuthOptions` in force. */
export const AUTH_OPTIONS = Symbol('AUTH_OPTIONS');

/** Injection token of the `AccessTokenVerifier` that the guards ask. */
export const ACCESS_TOKEN_VERIFIER = Symbol('ACCESS_TOKEN_VERIFIER');

/** Removes what only the module reads: the verifier rejects options that it does not know. */
export function verifierOptionsOf(options: AuthOptions): VerifierOptions {
  const {
    resource: _resource,
    realm: _realm,
    cookie: _cookie,
    dpop: _dpop,
    frontDoor: _frontDoor,
    publicRoutes: _publicRoutes,
    requestProperty: _requestProperty,
    onDecision: _onDecision,
    ...verifierOptions
  } = options;
  return verifierOptions;
}

const HEADING = 'The options of AuthModule are not valid:';

/** Options as JavaScript and JSON can give them. */
type Given<T> = { readonly [K in keyof T]?: unknown };

/** Returns the options. Throws a `ConfigurationError` that lists every fault, those of the verifier's options included. */
export function checkAuthOptions(options: AuthOptions): AuthOptions {
  if (!isObject(options)) {
    throw new ConfigurationError(['options: write AuthModule.forRoot({ issuers: [{ issuer, audience }] })'], HEADING);
  }
  const { realm, resource, cookie, frontDoor, publicRoutes, requestProperty, onDecision }: Given<AuthOptions> = options;
  const faults = verifierOptionFaults(verifierOptionsOf(options));
  if (realm !== undefined && !isText(realm, /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)) {
    faults.push('realm: must be printable ASCII without quotes or backslashes');
  }
  if (resource !== undefined) faults.push(...resourceFaults(resource, options));
  if (cookie !== undefined) faults.push(...cookieFaults(cookie));
  if (frontDoor !== undefined) faults.push(...frontDoorFaults(frontDoor));
  if (options.dpop !== undefined) faults.push(...dpopFaults(options));
  if (publicRoutes !== undefined) faults.push(...publicRouteFaults(publicRoutes));
  if (requestProperty !== undefined && !isFreeProperty(requestProperty)) {
    faults.push('requestProperty: must be a name such as user that requests do not have already');
  }
  if (onDecision !== undefined && typeof onDecision !== 'function') {
    faults.push('onDecision: must be a function');
  }
  if (faults.length > 0) {
    throw new ConfigurationError(faults, HEADING);
  }
  return options;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function cookieFaults(cookie: unknown): string[] {
  if (!isObject(cookie)) return ["cookie: must be { name: '__Host-…', trustedOrigins: [] }"];
  const { name, trustedOrigins, csrfHeader }: Given<CookieOptions> = cookie;
  const faults = originFaults('cookie', trustedOrigins);
  if (!isText(name, /^__(Host|Secure)-[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)) {
    faults.unshift('cookie.name: must begin with __Host- or __Secure- (RFC 6265bis §4.1.3)');
  }
  if (csrfHeader !== undefined && !isText(csrfHeader, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)) {
    faults.push('cookie.csrfHeader: must be the name of a header, such as x-csrf-token');
  }
  return faults;
}

function frontDoorFaults(frontDoor: unknown): string[] {
  const { alb, apiGateway, ...rest } = (isObject(frontDoor) ? frontDoor : {}) as Given<
    LoadBalancerFrontDoor & ApiGatewayFrontDoor
  >;
  if ((alb === undefined) === (apiGateway === undefined)) {
    return ['frontDoor: must be { alb, trustedOrigins } or { apiGateway, eventOf }'];
  }
  const faults = alb === undefined ? [] : originFaults('frontDoor', rest.trustedOrigins);
  if (apiGateway !== undefined && typeof rest.eventOf !== 'function') {
    faults.push('frontDoor.eventOf: must be a function that returns the event of a request');
  }
  try {
    frontDoorReader(frontDoor as FrontDoor);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const name = alb === undefined ? 'frontDoor.apiGateway' : 'frontDoor.alb';
    faults.push(
      ...error.faults.map((fault) => fault.replace(/^options(?=: )|^/, (root) => (root ? name : `${name}.`))),
    );
  }
  return faults;
}

function publicRouteFaults(names: unknown): string[] {
  const isNames = Array.isArray(names) && names.every((name) => isText(name, /^[A-Z]+ \/\S*$/));
  return isNames ? [] : ["publicRoutes: must list method and path of each route, such as 'GET /health'"];
}

function originFaults(option: string, origins: unknown): string[] {
  const isOrigin = (origin: unknown) =>
    typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin;
  return Array.isArray(origins) && origins.every(isOrigin)
    ? []
    : [`${option}.trustedOrigins: must list origins such as https://app.example.com, [] for none`];
}

/** RFC 9728 §1.2; a resource that no issuer's tokens can name would send clients for tokens that are then rejected. */
function resourceFaults(resource: unknown, { issuers }: Given<AuthOptions>): string[] {
  const url = isText(resource, /^[^\s"\\?#]+$/) ? URL.parse(resource) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    return ['resource: must be an absolute http(s) URL without credentials, query or fragment'];
  }
  // Other faults of the issuers are the verifier's to report.
  const known = Array.isArray(issuers) ? (issuers as unknown[]).filter(isObject) : [];
  return known.length === 0 || known.some((issuer) => accepts(issuer, resource))
    ? []
    : [`resource: is not an accepted audience; write audience: [${audienceWith(known, resource)}] at its issuer`];
}

type GivenIssuer = Given<AuthOptions['issuers'][number]>;

/** A user pool's tokens have no audience unless the pool binds them to a resource. */
function accepts({ preset, audience }: GivenIssuer, resource: unknown): boolean {
  if (audience === undefined) return preset === 'cognito';
  return audience === null || [audience].flat().some((name) => name === resource);
}

function audienceWith([first]: readonly GivenIssuer[], resource: unknown): string {
  const names = [first?.audience, resource].flat().filter((name) => typeof name === 'string');
  return names.map((name) => `'${name}'`).join(', ');
}
