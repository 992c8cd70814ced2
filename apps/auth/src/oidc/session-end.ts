import { type Provider } from 'oidc-provider';
import { keyOf, type OidcItems } from './storage/oidc-items';

/** Makes a sign-out final: a request that runs at the same moment saves its session later and must not bring it back. */
export function rememberEndedSessions(provider: Provider, items: OidcItems): void {
  const { destroy } = provider.Session.prototype;
  Object.assign(provider.Session.prototype, {
    async destroy(this: InstanceType<Provider['Session']>) {
      await items.end(keyOf('uid', this.uid));
      await destroy.call(this);
    },
  });
}
