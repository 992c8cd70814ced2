import { type MessageId } from './message-id';

/** Who wrote a message. A subject is unique within its issuer only. */
export interface Author {
  readonly issuer: string;
  readonly subject: string;
  /** As it stood in the token; null where the author is no person. */
  readonly username: string | null;
}

export interface Message {
  readonly id: MessageId;
  /** Issuer and name in one, as `Tenants` writes them; null where the service knows no tenants. */
  readonly tenant: string | null;
  readonly author: Author;
  readonly text: string;
  /** 1, and one more with each edit: the message's entity tag. */
  readonly version: number;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
}

/** What is left of a deleted message while its tombstone stands. */
export interface Tombstone {
  readonly id: MessageId;
  readonly deletedAt: Date;
}

export function isDeleted(found: Message | Tombstone): found is Tombstone {
  return 'deletedAt' in found;
}

export function isLive(found: Message | Tombstone): found is Message {
  return !isDeleted(found);
}
