import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { AccessTokenVerifier } from '@gatehouse/access-token';
import { ACCESS_TOKEN_VERIFIER, AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { type RouteDeclaration, RouteDeclarations } from './route-declarations';

/** RFC 9728 §3. */
const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** RFC 9728 §2: what a client learns of this service before it has a token. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
}

interface AddressedRequest {
  /** With their port; behind a trusted proxy, the proxy's (Express and Fastify name both alike). */
  readonly protocol?: string;
  readonly host?: string;
}

/** Serves the RFC 9728 metadata of the service and names its place in challenges. */
@Injectable()
export class ProtectedResource {
  private scopes: readonly string[] | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
    private readonly config: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    private readonly declarations: RouteDeclarations,
  ) {}

  /** Outside the global prefix and the guards: a well-known URI is the origin's (RFC 8615), and public. */
  serve(): void {
    const { httpAdapter } = this.adapterHost;
    for (const suffix of this.suffixes()) {
      httpAdapter.get(`${WELL_KNOWN}${suffix}`, (request: AddressedRequest, response: unknown) => {
        const origin = this.origin(request);
        if (origin === undefined) {
          httpAdapter.reply(response, '', 400);
          return;
        }
        // An answer that repeats the caller's Host is nobody else's.
        httpAdapter.setHeader(response, 'Cache-Control', this.isAbsolute() ? 'public, max-age=300' : 'no-store');
        httpAdapter.setHeader(response, 'Access-Control-Allow-Origin', '*');
        httpAdapter.reply(response, this.metadata(origin + suffix), 200);
      });
    }
  }

  /** The routes that `serve` adds. */
  routes(): RouteDeclaration[] {
    return this.suffixes().map((suffix) => ({
      method: 'GET',
      path: `${WELL_KNOWN}${suffix}`,
      route: 'ProtectedResource.metadata',
      public: true,
      scopes: [],
      anyScope: [],
      roles: [],
    }));
  }

  /** The metadata's URL (RFC 9728 §3.1: the well-known part goes between host and path); absent without a sound Host. */
  metadataUrl(request: AddressedRequest): string | undefined {
    const origin = this.origin(request);
    return origin === undefined ? undefined : `${origin}${WELL_KNOWN}${this.path()}`;
  }

  private metadata(resource: string): ProtectedResourceMetadata {
    this.scopes ??= [
      ...new Set(this.declarations.list().flatMap((route) => [...route.scopes, ...route.anyScope])),
    ].sort();
    return {
      resource,
      authorization_servers: this.verifier.issuers,
      scopes_supported: this.scopes,
      bearer_methods_supported: ['header'],
    };
  }

  private suffixes(): string[] {
    return [...new Set(['', this.path()])];
  }

  private isAbsolute(): boolean {
    return this.options.resource !== undefined && !this.options.resource.startsWith('/');
  }

  private path(): string {
    const resource = this.options.resource ?? `/${this.config.getGlobalPrefix().replace(/^\/+/, '')}`;
    return new URL(resource, 'http://localhost').pathname.replace(/\/+$/, '');
  }

  private origin(request: AddressedRequest): string | undefined {
    if (this.isAbsolute()) {
      return new URL(this.options.resource as string).origin;
    }
    const { protocol = 'http', host } = request;
    return host !== undefined && /^[a-z0-9.:[\]-]{1,255}$/i.test(host) && /^https?$/.test(protocol)
      ? `${protocol}://${host}`
      : undefined;
  }
}
