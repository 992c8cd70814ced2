import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import type { VerifierOptions } from '@gatehouse/access-token';
import type { CookieOptions } from './cookie';
import type { Decision } from './decision';
import type { FrontDoor } from './front-door';

/** How `AuthModule` guards a service: whose tokens it takes, and how it answers. */
export interface AuthOptions extends VerifierOptions {
  /**
   * The resource identifier of RFC 9728: an absolute URL without query or fragment, or a path whose origin is taken
   * from each request. Default: the global prefix of the application.
   */
  readonly resource?: string;
  /** The `realm` of the challenge. Default `api`. */
  readonly realm?: string;
  /** Takes the token from a cookie too. Default: from the `Authorization` header alone. */
  readonly cookie?: CookieOptions;
  /** Believes what a load balancer or a gateway says of a caller without a token. Default: nothing is. */
  readonly frontDoor?: FrontDoor;
  /** Is told of every decision, the token never among them. What it throws is logged and changes nothing. */
  readonly onDecision?: (decision: Decision) => void | Promise<void>;
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

/** Refuses at start what the types cannot. */
export function checkAuthOptions(options: AuthOptions): AuthOptions {
  const faults: string[] = [];
  if (options.realm !== undefined && !/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/.test(options.realm)) {
    faults.push('realm must be printable ASCII without quotes or backslashes');
  }
  if (options.resource !== undefined && !isResource(options.resource)) {
    faults.push('resource must be an absolute http(s) URL without query or fragment, or a path');
  }
  if (options.cookie !== undefined) {
    if (!/^__(Host|Secure)-[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(options.cookie.name)) {
      faults.push('cookie.name must begin with __Host- or __Secure- (RFC 6265bis §4.1.3)');
    }
    faults.push(...originFaults('cookie', options.cookie.trustedOrigins));
  }
  if (options.frontDoor !== undefined && 'alb' in options.frontDoor) {
    faults.push(...originFaults('frontDoor', options.frontDoor.trustedOrigins));
  }
  if (faults.length > 0) {
    throw new TypeError(`AuthModule: ${faults.join('; ')}`);
  }
  return options;
}

function originFaults(option: string, origins: readonly string[]): string[] {
  return origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)
    ? []
    : [`${option}.trustedOrigins must hold origins such as https://app.example.com`];
}

function isResource(resource: string): boolean {
  if (/[\s"\\?#]/.test(resource)) {
    return false;
  }
  return resource.startsWith('/')
    ? URL.canParse(resource, 'http://localhost') && !resource.startsWith('//')
    : URL.canParse(resource) && ['http:', 'https:'].includes(new URL(resource).protocol);
}
