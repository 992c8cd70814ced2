import { DomainError, type ProblemMap } from '@gatehouse/service';

export type MessageErrorCode =
  | 'message_not_found'
  | 'message_deleted'
  | 'not_the_author'
  | 'version_mismatch'
  | 'idempotency_key_reused'
  | 'invalid_cursor'
  | 'invalid_idempotency_key'
  | 'tenant_required'
  | 'too_many_followers'
  | 'too_many_streams';

export class MessageError extends DomainError<MessageErrorCode> {}

export const messageProblems: ProblemMap<MessageErrorCode> = {
  message_not_found: { status: 404, title: 'No such message' },
  message_deleted: { status: 410, title: 'The message was deleted' },
  not_the_author: { status: 403, title: 'Not the author' },
  version_mismatch: { status: 412, title: 'The message has changed' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request' },
  invalid_cursor: { status: 400, title: 'The cursor is not valid here' },
  invalid_idempotency_key: { status: 400, title: 'The idempotency key is not valid' },
  too_many_followers: { status: 503, title: 'Too many live streams are open' },
  too_many_streams: { status: 429, title: 'Too many live streams from one network' },
  tenant_required: { status: 403, title: 'The token names no tenant' },
};
