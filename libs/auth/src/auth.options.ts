import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { ConfigurationError, verifierOptionFaults, type VerifierOptions } from '@gatehouse/access-token';
import type { CookieOptions } from './cookie';
import type { Decision } from './decision';
import { dpopFaults, type DpopMode, type DpopSettings } from './dpop.options';
import type { FrontDoor } from './front-door';
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

/** Returns the options. Throws a `ConfigurationError` that lists every fault, those of the verifier's options included. */
export function checkAuthOptions(options: AuthOptions): AuthOptions {
  if (typeof options !== 'object' || (options as unknown) === null) {
    throw new ConfigurationError(['options: write AuthModule.forRoot({ issuers: [{ issuer, audience }] })'], HEADING);
  }
  const faults = verifierOptionFaults(verifierOptionsOf(options));
  if (options.realm !== undefined && !/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/.test(options.realm)) {
    faults.push('realm: must be printable ASCII without quotes or backslashes');
  }
  if (options.resource !== undefined) {
    faults.push(...resourceFaults(options.resource, options));
  }
  if (options.cookie !== undefined) {
    if (!/^__(Host|Secure)-[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(options.cookie.name)) {
      faults.push('cookie.name: must begin with __Host- or __Secure- (RFC 6265bis §4.1.3)');
    }
    faults.push(...originFaults('cookie', options.cookie.trustedOrigins));
  }
  if (options.frontDoor !== undefined && 'alb' in options.frontDoor) {
    faults.push(...originFaults('frontDoor', options.frontDoor.trustedOrigins));
  }
  if (options.dpop !== undefined) {
    faults.push(...dpopFaults(options));
  }
  if (options.publicRoutes !== undefined) {
    faults.push(...publicRouteFaults(options.publicRoutes));
  }
  if (options.requestProperty !== undefined && !isFreeProperty(options.requestProperty)) {
    faults.push('requestProperty: must be a name such as user that requests do not have already');
  }
  if (options.onDecision !== undefined && typeof options.onDecision !== 'function') {
    faults.push('onDecision: must be a function');
  }
  if (faults.length > 0) {
    throw new ConfigurationError(faults, HEADING);
  }
  return options;
}

function publicRouteFaults(names: unknown): string[] {
  const isNames =
    Array.isArray(names) && names.every((name) => typeof name === 'string' && /^[A-Z]+ \/\S*$/.test(name));
  return isNames ? [] : ["publicRoutes: must list method and path of each route, such as 'GET /health'"];
}

function originFaults(option: string, origins: readonly string[]): string[] {
  return origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)
    ? []
    : [`${option}.trustedOrigins: must hold origins such as https://app.example.com`];
}

/** RFC 9728 §1.2; a resource that no issuer's tokens can name would send clients for tokens that are then rejected. */
function resourceFaults(resource: string, { issuers }: AuthOptions): string[] {
  const url = /[\s"\\?#]/.test(resource) ? null : URL.parse(resource);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    return ['resource: must be an absolute http(s) URL without credentials, query or fragment'];
  }
  // Other faults of the issuers are the verifier's to report.
  const known = Array.isArray(issuers) ? (issuers as AuthOptions['issuers']) : [];
  return known.length === 0 || known.some((issuer) => accepts(issuer, resource))
    ? []
    : [`resource: is not an accepted audience; write audience: [${audienceWith(known, resource)}] at its issuer`];
}

/** A user pool's tokens have no audience unless the pool binds them to a resource. */
function accepts({ preset, audience }: AuthOptions['issuers'][number], resource: string): boolean {
  if (audience === undefined) return preset === 'cognito';
  return audience === null || [audience].flat().includes(resource);
}

function audienceWith([first]: AuthOptions['issuers'], resource: string): string {
  return [...[first?.audience ?? []].flat(), resource].map((name) => `'${name}'`).join(', ');
}
