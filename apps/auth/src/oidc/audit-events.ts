import { type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type AuditEvent, type AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { type Reuse } from './rotation/single-use';

/** Where a request at oidc-provider comes from. */
export function contextOf(ctx: KoaContextWithOIDC | undefined): RequestContext {
  const request = ctx?.req as { ip?: string; id?: string } | undefined;
  return {
    address: request?.ip ?? '',
    requestId: request?.id ?? '',
    clientId: ctx?.oidc.client?.clientId,
    userAgent: ctx?.get('user-agent').slice(0, 256),
  };
}

export function reuseEvent({ model, accountId, clientId }: Reuse): AuditEvent {
  return {
    event: 'reuse_detected',
    outcome: 'failure',
    reason: model === 'RefreshToken' ? 'refresh_token_reused' : 'authorization_code_reused',
    subject: accountId,
    context: { ...contextOf(Provider.ctx), clientId },
  };
}

/** Tells the audit trail what oidc-provider does. */
export function recordEvents(provider: Provider, audit: AuditLog): void {
  provider.on('grant.success', (ctx) => {
    if (ctx.oidc.params?.['grant_type'] !== 'refresh_token') return;
    audit.record({ event: 'refresh', outcome: 'success', actor: ctx.oidc.account?.accountId, context: contextOf(ctx) });
  });
  provider.on('grant.error', (ctx, error) => {
    if (ctx.oidc.params?.['grant_type'] !== 'refresh_token') return;
    const subject = ctx.oidc.entities.RefreshToken?.accountId;
    audit.record({ event: 'refresh', outcome: 'failure', reason: error.message, subject, context: contextOf(ctx) });
  });
  provider.on('grant.revoked', (ctx) => {
    const { RefreshToken, AccessToken, Session } = ctx.oidc.entities;
    const subject = RefreshToken?.accountId ?? AccessToken?.accountId ?? Session?.accountId;
    audit.record({ event: 'revoke', outcome: 'success', subject, context: contextOf(ctx) });
  });
  provider.on('end_session.success', (ctx) => {
    audit.record({ event: 'logout', outcome: 'success', actor: ctx.oidc.session?.accountId, context: contextOf(ctx) });
  });
}
