import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { AccessTokenVerifier } from '@gatehouse/access-token';
import { ACCESS_TOKEN_VERIFIER, AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { Dpop } from './dpop';
import { type RouteDeclaration, RouteDeclarations } from './route-declarations';

/** RFC 9728 §3. */
const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** RFC 9728 §2: what a client learns of this service before it has a token. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
  readonly dpop_signing_alg_values_supported?: readonly string[];
  readonly dpop_bound_access_tokens_required?: true;
}

/** Serves the RFC 9728 metadata of the configured resource and names its place in challenges; without one, neither. */
@Injectable()
export class ProtectedResource {
  /** The metadata's URL (RFC 9728 §3.1: the well-known part goes between host and path). */
  readonly metadataUrl: string | undefined;
  private readonly path: string | undefined;
  private scopes: readonly string[] | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
    private readonly adapterHost: HttpAdapterHost,
    private readonly declarations: RouteDeclarations,
    private readonly dpop: Dpop,
  ) {
    if (options.resource === undefined) return;
    const { origin, pathname } = new URL(options.resource);
    this.path = `${WELL_KNOWN}${pathname.replace(/\/+$/, '')}`;
    this.metadataUrl = `${origin}${this.path}`;
  }

  /** Outside the global prefix and the guards: a well-known URI is the origin's (RFC 8615), and public. */
  serve(): void {
    const { resource } = this.options;
    if (resource === undefined || this.path === undefined) return;
    const { httpAdapter } = this.adapterHost;
    httpAdapter.get(this.path, (_request: unknown, response: unknown) => {
      httpAdapter.setHeader(response, 'Cache-Control', 'public, max-age=300');
      httpAdapter.setHeader(response, 'Access-Control-Allow-Origin', '*');
      httpAdapter.reply(response, this.metadata(resource), 200);
    });
    // A header such as MCP-Protocol-Version makes a browser ask first.
    httpAdapter.options(this.path, (_request: unknown, response: unknown) => {
      httpAdapter.setHeader(response, 'Access-Control-Allow-Origin', '*');
      httpAdapter.setHeader(response, 'Access-Control-Allow-Methods', 'GET, HEAD');
      httpAdapter.setHeader(response, 'Access-Control-Allow-Headers', '*');
      httpAdapter.reply(response, undefined, 204);
    });
  }

  /** The routes that `serve` adds. */
  routes(): RouteDeclaration[] {
    if (this.path === undefined) return [];
    const demand = { public: true, scopes: { allOf: [], anyOf: [] }, roles: [] };
    return [{ method: 'GET', path: this.path, route: 'ProtectedResource.metadata', ...demand }];
  }

  private metadata(resource: string): ProtectedResourceMetadata {
    this.scopes ??= [
      ...new Set(this.declarations.list().flatMap(({ scopes }) => [...scopes.allOf, ...scopes.anyOf])),
    ].sort();
    return {
      resource,
      authorization_servers: this.verifier.issuers,
      scopes_supported: this.scopes,
      bearer_methods_supported: ['header'],
      ...(this.dpop.algorithms && { dpop_signing_alg_values_supported: this.dpop.algorithms }),
      ...(this.dpop.mode === 'required' && { dpop_bound_access_tokens_required: true }),
    };
  }
}
