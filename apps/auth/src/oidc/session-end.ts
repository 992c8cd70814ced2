import { type Provider } from 'oidc-provider';
import { keyOf, type OidcItems } from './storage/oidc-items';

/** Makes a sign-out final: a request that runs at the same moment saves its session later and must not bring it back. */
export function rememberEndedSessions(provider: Provider, items: OidcItems): void {
  const prototype = provider.Session.prototype;
  const destroy = Object.getOwnPropertyDescriptor(prototype, 'destroy')?.value as (
    this: typeof prototype,
  ) => Promise<void>;
  Object.assign(prototype, {
    async destroy(this: typeof prototype) {
      await items.end(keyOf('uid', this.uid));
      await destroy.call(this);
    },
  });
}
