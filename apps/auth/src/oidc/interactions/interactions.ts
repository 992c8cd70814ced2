import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Client, errors, type InteractionResults, type Provider } from 'oidc-provider';
import { type ProvenUser } from '../../users/user';
import { lifetimes } from '../../signing-keys/lifetimes';
import { type OidcServer } from '../oidc-server';
import { pageIdOf } from './pages/page-id';

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

interface MissingConsent {
  readonly missingOIDCScope?: readonly string[];
  readonly missingOIDCClaims?: readonly string[];
  readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
}

/** An authorization request that waits for its user, in this browser. */
export interface PendingRequest {
  readonly prompt: string;
  readonly client: Client;
  readonly redirectUri: string;
  readonly loginHint: string | undefined;
  /** Who is signed in, at the consent. */
  readonly accountId: string | undefined;
  /** What is asked for and was not granted before. */
  readonly scopes: readonly string[];
}

/** Takes the hosted pages' answers to oidc-provider. */
export class Interactions {
  constructor(private readonly server: OidcServer) {}

  /** Throws `SessionNotFound` unless the browser holds the cookie of this very request. */
  async find(pageId: string, request: IncomingMessage, response: ServerResponse): Promise<PendingRequest> {
    const { details, provider } = await this.details(pageId, request, response);
    const { prompt, params, session } = details;
    const client = await provider.Client.find(String(params['client_id']));
    if (!client) throw new errors.SessionNotFound('the client is gone');
    const missing = prompt.details as MissingConsent;
    return {
      prompt: prompt.name,
      client,
      redirectUri: String(params['redirect_uri']),
      loginHint: typeof params['login_hint'] === 'string' ? params['login_hint'] : undefined,
      accountId: session?.accountId,
      scopes: [...(missing.missingOIDCScope ?? []), ...Object.values(missing.missingResourceScopes ?? {}).flat()],
    };
  }

  async finishLogin(
    { user, authTime }: ProvenUser,
    pageId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const login = { accountId: user.id, ts: authTime, amr: ['pwd'], remember: true };
    // Who was led to the sign-up and has an account already has answered it, too.
    await this.finish({ login, create: {} }, pageId, request, response);
  }

  /** Grants what was asked for, and nothing that was not shown. */
  async finishConsent(pageId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { details, provider } = await this.details(pageId, request, response);
    const { prompt, params, session, grantId } = details;
    if (prompt.name !== 'consent' || !session) throw new errors.SessionNotFound('there is nothing to consent to');
    const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const grant =
      existing ?? new provider.Grant({ accountId: session.accountId, clientId: String(params['client_id']) });
    const { missingOIDCScope, missingOIDCClaims, missingResourceScopes = {} } = prompt.details as MissingConsent;
    if (missingOIDCScope) grant.addOIDCScope([...missingOIDCScope]);
    if (missingOIDCClaims) grant.addOIDCClaims([...missingOIDCClaims]);
    for (const [resource, scopes] of Object.entries(missingResourceScopes))
      grant.addResourceScope(resource, [...scopes]);
    if (existing) grant.exp = Math.floor(Date.now() / 1000) + lifetimes.grant;
    await this.finish({ consent: { grantId: await grant.save() } }, pageId, request, response);
  }

  async cancel(pageId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = { error: 'access_denied', error_description: 'the user refused' };
    await this.finish(refusal, pageId, request, response);
  }

  private async finish(result: InteractionResults, pageId: string, request: IncomingMessage, response: ServerResponse) {
    const { provider } = await this.details(pageId, request, response);
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: !('error' in result) });
  }

  private async details(
    pageId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ details: Details; provider: Provider }> {
    const provider = await this.server.current();
    const details = await provider.interactionDetails(request, response);
    if (pageIdOf(details.uid) !== pageId) throw new errors.SessionNotFound('the address is of another request');
    return { details, provider };
  }
}
