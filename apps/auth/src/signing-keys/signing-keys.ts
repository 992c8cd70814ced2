import { type ExternalSigningKey, type JWK } from 'oidc-provider';
import { type KeyTimes } from './key-schedule';

/** A key that this system signs with, in whatever state. */
export interface SigningKey extends KeyTimes {
  /** What oidc-provider signs with: a private JWK, or a key that stays where it is. */
  readonly material: JWK | ExternalSigningKey;
}

/** Where the signing keys are kept. The abstract class is the injection token. */
export abstract class SigningKeys {
  /** Every key that is not forgotten. The first call of all, by whichever process, makes the first key. */
  abstract all(): Promise<readonly SigningKey[]>;
  /** Adds a key that signs from `activeFrom` on. `source` names it where keys are not made here (a KMS key's ARN). */
  abstract add(activeFrom: number, source?: string): Promise<string>;
  /** Takes a key out of use at once. Says whether it was there. */
  abstract revoke(kid: string): Promise<boolean>;
  /** Forgets keys. */
  abstract remove(kids: readonly string[]): Promise<void>;
}
