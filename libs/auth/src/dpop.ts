import { Inject, Injectable } from '@nestjs/common';
import {
  type AccessTokenVerifier,
  createDpopVerifier,
  type DpopResult,
  dpopTokenOfRequest,
  type DpopVerifier,
  InvalidRequestError,
  InvalidTokenError,
} from '@gatehouse/access-token';
import { ACCESS_TOKEN_VERIFIER, AUTH_OPTIONS, type AuthOptions } from './auth.options';
import { type DpopMode, dpopSettingsOf } from './dpop.options';
import { type GuardedRequest, headersOf } from './guarded-request';

/** Tokens that are bound to a key by DPoP (RFC 9449), as the options say. */
@Injectable()
export class Dpop {
  readonly mode: DpopMode;
  private readonly verifier: DpopVerifier | undefined;
  private readonly urlOf: (request: GuardedRequest) => string | readonly string[] | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) options: AuthOptions,
    @Inject(ACCESS_TOKEN_VERIFIER) accessTokens: AccessTokenVerifier,
  ) {
    const { mode, origins, urlOf, ...checks } = dpopSettingsOf(options.dpop);
    this.mode = mode;
    this.verifier = mode === 'off' ? undefined : createDpopVerifier(accessTokens, checks, options.now);
    const known = origins ?? (options.resource === undefined ? [] : [new URL(options.resource).origin]);
    this.urlOf = urlOf ?? ((request) => urlsAt(known, request));
  }

  /** What proofs may be signed with; undefined where no proof is taken. */
  get algorithms(): readonly string[] | undefined {
    return this.verifier?.algorithms;
  }

  /** Whether the request presents its token by the scheme DPoP, and that is taken here. */
  isPresented({ headers: { authorization } }: GuardedRequest): boolean {
    return this.verifier !== undefined && authorization !== undefined && /^dpop(?: |$)/i.test(authorization);
  }

  /** Verifies token and proof of such a request. Throws what `DpopVerifier.verify` throws, and an InvalidRequestError. */
  async verify(request: GuardedRequest): Promise<DpopResult> {
    const received = headersOf(request);
    const token = dpopTokenOfRequest(received);
    if (token === undefined || this.verifier === undefined) throw new InvalidTokenError('malformed', 'no DPoP token');
    return this.verifier.verify(token, { ...received, method: request.method, url: this.urlOf(request) });
  }

  /** Refuses a request with a bearer token that needs a proof, or brings one along for nothing. */
  checkBearer({ headers }: GuardedRequest): void {
    if (this.verifier === undefined) return;
    if (headers.dpop !== undefined) throw new InvalidRequestError('a DPoP proof beside a bearer token');
    if (this.mode === 'required') throw new InvalidTokenError('binding', 'a bearer token where DPoP is required');
  }
}

/** The path and query of the request line, at each origin. Of another form of target (RFC 9112 §3.2) nothing is known. */
function urlsAt(origins: readonly string[], { originalUrl, raw, url }: GuardedRequest): readonly string[] | undefined {
  const target = originalUrl ?? raw?.url ?? url;
  // Put together as text: to resolve `//host` would make a host of it.
  return target?.startsWith('/') ? origins.map((origin) => `${origin}${target}`) : undefined;
}
