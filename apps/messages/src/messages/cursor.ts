import { createHmac, timingSafeEqual } from 'node:crypto';
import { isMessageId, type MessageId } from './message-id';

const tagBytes = 16;

/** The list that a cursor is for; a cursor of one list is no cursor of another. */
export type CursorScope = readonly (string | null)[];

/** Cursors that only this service can make: the last id of a page, and an HMAC over it and the list that it was on. */
export class Cursors {
  constructor(private readonly key: string) {}

  seal(scope: CursorScope, id: MessageId): string {
    return Buffer.concat([this.tag(scope, id), Buffer.from(id)]).toString('base64url');
  }

  /** The id, or undefined where this is not exactly what `seal` gave for the same scope. */
  open(scope: CursorScope, cursor: string): MessageId | undefined {
    const bytes = Buffer.from(cursor, 'base64url');
    const id = bytes.subarray(tagBytes).toString();
    if (!isMessageId(id) || bytes.toString('base64url') !== cursor) return undefined;
    return timingSafeEqual(bytes.subarray(0, tagBytes), this.tag(scope, id)) ? id : undefined;
  }

  private tag(scope: CursorScope, id: MessageId): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([...scope, id]))
      .digest()
      .subarray(0, tagBytes);
  }
}
