import { type Principal } from '@gatehouse/auth';
import { MessageError } from './messages.errors';

const longestTenant = 128;

/** Whose messages a principal sees: its issuer's tenant's where the service is told which claim names it, else everybody's. */
export class Tenants {
  constructor(private readonly claim: string | undefined) {}

  /** Issuer and name in one; null where the service knows no tenants. Throws where it does and the principal has none, or nobody is signed in. */
  of(principal: Principal | null): string | null {
    if (this.claim === undefined) return null;
    const claims = principal?.claims ?? {};
    const tenant = Object.hasOwn(claims, this.claim) ? claims[this.claim] : undefined;
    if (typeof tenant !== 'string' || tenant === '' || tenant.length > longestTenant || !tenant.isWellFormed()) {
      throw new MessageError('tenant_required', 'this needs a token that names a tenant');
    }
    // A tenant's name is its issuer's word alone: another trusted issuer that gives the same name means another tenant.
    return JSON.stringify([principal?.issuer, tenant]);
  }
}
