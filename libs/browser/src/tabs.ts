import { type Credential, type Keeper } from './keepers/keeper';
import { type Channel } from './platform';

type Message =
  | { readonly type: 'changed' }
  | { readonly type: 'ask'; readonly epoch: string }
  | { readonly type: 'answer' | 'renewed'; readonly epoch: string; readonly credential: unknown };

/** What a tab does about messages of others. */
export interface Hearer {
  /** Somebody signed in or out. */
  changed(): void;
  renewed(credential: Credential, epoch: string): void;
  /** What this tab holds of the sign-in. */
  held(epoch: string): Credential | undefined;
}

/** The other tabs of this origin. Without a channel there are none. */
export class Tabs {
  private readonly answers = new Set<(credential: Credential) => void>();

  constructor(
    private readonly channel: Channel | undefined,
    private readonly keeper: Keeper,
    private readonly hearer: Hearer,
  ) {
    channel?.listen((message) => this.hear(message as Message));
  }

  tellChange(): void {
    this.post({ type: 'changed' });
  }

  tellRenewal(credential: Credential, epoch: string): void {
    this.post({ type: 'renewed', epoch, credential: this.keeper.pack(credential) });
  }

  /** The first answer that is wanted, or undefined once `patience` resolves. */
  async ask(
    epoch: string,
    isWanted: (credential: Credential) => boolean,
    patience: Promise<unknown>,
  ): Promise<Credential | undefined> {
    if (!this.channel) return undefined;
    let hear: (credential: Credential) => void = () => {};
    const answered = new Promise<Credential>((resolve) => {
      hear = (credential) => isWanted(credential) && resolve(credential);
    });
    this.answers.add(hear);
    this.post({ type: 'ask', epoch });
    try {
      return await Promise.race([answered, patience.then(() => undefined)]);
    } finally {
      this.answers.delete(hear);
    }
  }

  private hear(message: Message): void {
    if (message.type === 'changed') return this.hearer.changed();
    if (message.type === 'ask') {
      const { epoch } = message;
      const held = this.hearer.held(epoch);
      if (held) this.post({ type: 'answer', epoch, credential: this.keeper.pack(held) });
      return;
    }
    const credential = this.keeper.unpack(message.credential);
    if (!credential) return;
    if (message.type === 'renewed') return this.hearer.renewed(credential, message.epoch);
    for (const answer of this.answers) answer(credential);
  }

  private post(message: Message): void {
    this.channel?.post(message);
  }
}
