import { type SigningKeys } from '../signing-keys/signing-keys';
import { statesAt, type KeyPolicy } from '../signing-keys/key-schedule';
import { type Provider } from 'oidc-provider';
import { type ProviderParts } from './configuration';
import { createProvider } from './provider';

// Milliseconds: how late a change of the keys may be seen.
const keyRefresh = 5_000;

/** oidc-provider with the keys of the moment. Requests drive it, so that it also works where timers sleep. */
export class OidcServer {
  private provider: Provider | undefined;
  private signature = '';
  private checkedAt = 0;
  private checking: Promise<Provider> | undefined;

  constructor(
    readonly parts: Omit<ProviderParts, 'keys'>,
    private readonly signingKeys: SigningKeys,
    private readonly policy: KeyPolicy,
    private readonly onCreate: (provider: Provider) => void,
  ) {}

  async current(): Promise<Provider> {
    if (this.provider && Date.now() - this.checkedAt < keyRefresh) return this.provider;
    this.checking ??= this.check().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async check(): Promise<Provider> {
    try {
      const states = statesAt(await this.signingKeys.all(), Date.now(), this.policy);
      const usable = states.filter(({ state }) => state !== 'gone');
      // oidc-provider signs with the first that fits.
      const ordered = usable.toSorted((a, b) => Number(b.state === 'active') - Number(a.state === 'active'));
      const signature = ordered.map(({ key, state }) => `${key.kid} ${state === 'active'}`).join();
      if (!this.provider || signature !== this.signature) {
        const provider = createProvider({ ...this.parts, keys: ordered.map(({ key }) => key.material) });
        this.onCreate(provider);
        this.provider = provider;
        this.signature = signature;
      }
    } catch (error) {
      // Keys that were good a moment ago are better than no answer.
      if (!this.provider) throw error;
    }
    this.checkedAt = Date.now();
    return this.provider;
  }
}
