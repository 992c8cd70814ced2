import { MessageError } from './messages.errors';

/**
 * Checks the value of `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): visible ASCII without commas, so that
 * two headers, which Node joins with one, are refused.
 */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined || /^[\x21-\x2b\x2d-\x7e]{1,255}$/.test(header)) return header;
  throw new MessageError('invalid_idempotency_key', 'send one of 1 to 255 visible ASCII characters without commas');
}
