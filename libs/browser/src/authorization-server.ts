import type * as oidc from 'oidc-client-ts';
import type { OidcClient, RefreshState, SigninResponse } from 'oidc-client-ts';
import { RefusedError, SignInUnavailableError, StorageBlockedError } from './errors';
import { type Platform } from './platform';
import { type StoredPerson } from './person';
import { type SessionSettings } from './settings';

/** How a person is led to the sign-in. */
export interface SignInOptions {
  /** The path of this origin to come back to. Default: where the person is. */
  readonly returnTo?: string;
  /** Opens the page for a new account. */
  readonly create?: boolean;
  /** Languages of the pages, best first, with spaces between (BCP 47). */
  readonly language?: string;
}

/** Tokens of one answer of the token endpoint. */
export interface TokenAnswer {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  /** Seconds that the access token lives. */
  readonly lifetime: number;
  readonly person: StoredPerson;
}

/** A code that was answered to a request of this tab, or of its hidden frame. */
export interface CodeAnswer {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

// Seconds for the token endpoint, milliseconds for the frame.
const requestTimeout = 10;
const frameTimeout = 10_000;

/** OAuth 2.0 §5.2 and OpenID Connect Core §3.1.2.6: errors which say that there is no session, or that the person refused. */
const refusals = new Set([
  'invalid_grant',
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
  'access_denied',
]);

/** Whether the address is one that an authorization request is answered at. */
export function isAnswer({ searchParams }: URL): boolean {
  return searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'));
}

/** The path of this origin that is meant, or the root: nobody is sent elsewhere after a sign-in. */
export function ownPath(path: unknown, { origin }: URL): string {
  const url = typeof path === 'string' ? URL.parse(path, origin) : null;
  return url?.origin === origin ? url.pathname + url.search + url.hash : '/';
}

/** The authorization server as oidc-client-ts speaks to it. The library is loaded when it is first needed. */
export class AuthorizationServer {
  private readonly clients = new Map<string, OidcClient>();
  /** States of requests in hidden frames, which end with the page. */
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly settings: SessionSettings,
    private readonly platform: Platform,
  ) {}

  /** Loads what the next steps need; failures are theirs to report. */
  prepare(): void {
    this.client('/callback')
      .then(
        (client) => client.metadataService.getTokenEndpoint(),
        () => undefined,
      )
      .catch(() => undefined);
  }

  /** The address that leads to the sign-in. */
  async signInUrl({ returnTo, create, language }: SignInOptions, again: boolean): Promise<string> {
    const client = await this.client('/callback');
    const page = this.platform.url();
    const prompt = create ? 'create' : again ? 'login' : undefined;
    const probe = `${client.settings.client_id}.probe`;
    if (!this.platform.session.set(probe, '1')) throw new StorageBlockedError();
    this.platform.session.remove(probe);
    try {
      const { url } = await client.createSigninRequest({
        state: { returnTo: ownPath(returnTo ?? page.pathname + page.search + page.hash, page) },
        ...(prompt && { prompt }),
        ...(language && { ui_locales: language }),
      });
      return url;
    } catch (error) {
      throw new SignInUnavailableError(error);
    }
  }

  /** What the request was made for, if this tab made the request that is answered here; undefined for all other answers. */
  async returnTo(answer: URL): Promise<string | undefined> {
    const client = await this.client('/callback');
    const isIssuer = [null, this.settings.issuer].includes(answer.searchParams.get('iss'));
    const known = await client.readSigninResponseState(answer.href).catch(() => undefined);
    if (!known || !isIssuer) return undefined;
    return ownPath((known.state.data as { returnTo?: unknown } | undefined)?.returnTo, answer);
  }

  /** The tokens for the code in an answer. Throws `RefusedError` or `SignInUnavailableError`. */
  async redeem(answer: string, path: '/callback' | '/silent' = '/callback'): Promise<TokenAnswer> {
    const client = await this.client(path);
    return this.answered(() => client.processSigninResponse(answer));
  }

  /** The code in an answer, for whoever redeems it otherwise. Throws `RefusedError`. */
  async codeOf(answer: string, path: '/callback' | '/silent' = '/callback'): Promise<CodeAnswer> {
    const client = await this.client(path);
    const { state, response } = await client.readSigninResponseState(answer, true);
    if (response.error) throw this.faultOf(Object.assign(new Error(response.error), { error: response.error }));
    if (!response.code || !state.code_verifier) throw new RefusedError('the answer has no code');
    return { code: response.code, verifier: state.code_verifier, redirectUri: state.redirect_uri };
  }

  /** The answer for whoever is signed in at the server, without a page. Throws `SignInUnavailableError`. */
  async silentAnswer(): Promise<string> {
    const client = await this.client('/silent');
    // A frame cannot tell a server that is down from one that is slow.
    await this.mustAnswer();
    let url: string;
    try {
      ({ url } = await client.createSigninRequest({ prompt: 'none' }));
    } catch (error) {
      throw new SignInUnavailableError(error);
    }
    return this.platform.frame(url, frameTimeout);
  }

  /** Throws `RefusedError` or `SignInUnavailableError`. */
  async refresh(refreshToken: string, idToken: string | undefined, person: StoredPerson): Promise<TokenAnswer> {
    const client = await this.client('/callback');
    const profile = { sub: person.subject } as SigninResponse['profile'];
    // Without a scope the server grants again what the person has now of what was granted first.
    const state: RefreshState = {
      refresh_token: refreshToken,
      profile,
      session_state: null,
      ...(idToken && { id_token: idToken }),
    };
    return this.answered(() => client.useRefreshToken({ state, timeoutInSeconds: requestTimeout }), person);
  }

  private async answered(ask: () => Promise<SigninResponse>, before?: StoredPerson): Promise<TokenAnswer> {
    let response: SigninResponse;
    try {
      response = await ask();
    } catch (error) {
      throw this.faultOf(error);
    }
    const { access_token, refresh_token, id_token, expires_in, scope, profile } = response;
    const names = profile as Readonly<Record<string, unknown>>;
    const text = (name: string) => (typeof names[name] === 'string' ? names[name] : undefined);
    return {
      accessToken: access_token,
      refreshToken: refresh_token,
      idToken: id_token,
      lifetime: expires_in ?? 300,
      person: {
        subject: profile.sub,
        username: text('preferred_username') ?? text('cognito:username') ?? before?.username ?? profile.sub,
        name: text('name') ?? before?.name ?? null,
        scopes: (scope ?? this.settings.scope).split(' ').filter(Boolean).sort(),
      },
    };
  }

  private faultOf(error: unknown): Error {
    const code = (error as { error?: unknown } | null)?.error;
    return typeof code === 'string' && refusals.has(code) ? new RefusedError(code) : new SignInUnavailableError(error);
  }

  private async mustAnswer(): Promise<void> {
    const url = `${this.settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const signal = AbortSignal.timeout(requestTimeout * 1000);
    const answer = await this.platform
      .fetch(new Request(url, { cache: 'no-store', credentials: 'omit', signal }))
      .catch((error: unknown) => {
        throw new SignInUnavailableError(error);
      });
    if (!answer.ok) throw new SignInUnavailableError(`status ${answer.status}`);
  }

  private async library(): Promise<typeof oidc> {
    try {
      return await import('oidc-client-ts');
    } catch (error) {
      throw new SignInUnavailableError(error);
    }
  }

  private async client(path: '/callback' | '/silent'): Promise<OidcClient> {
    const { OidcClient, WebStorageStateStore } = await this.library();
    let client = this.clients.get(path);
    if (!client) {
      client = new OidcClient({
        authority: this.settings.issuer,
        client_id: this.settings.clientId,
        scope: this.settings.scope,
        redirect_uri: this.platform.url().origin + path,
        loadUserInfo: false,
        requestTimeoutInSeconds: requestTimeout,
        stateStore: new WebStorageStateStore({
          prefix: `gatehouse.${this.settings.clientId}.`,
          store: path === '/callback' ? sessionStorage : mapStorage(this.memory),
        }),
      });
      this.clients.set(path, client);
    }
    return client;
  }
}

function mapStorage(map: Map<string, string>): Storage {
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
    key: (index) => [...map.keys()][index] ?? null,
    get length() {
      return map.size;
    },
  };
}
