import { createHash } from 'node:crypto';
import { type Principal } from '@gatehouse/auth';
import { Injectable } from '@nestjs/common';
import { type CursorScope, Cursors } from './cursor';
import { type Author, isDeleted, type Message, type Tombstone } from './message';
import { isMessageId, MessageIds, timeOf } from './message-id';
import { type Condition, MessageStore, type Page, type Position, type Target } from './message.store';
import { MessageError } from './messages.errors';
import { Tenants } from './tenants';

/** A page, and the cursor of the one after it. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly next: string | null;
}

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

@Injectable()
export class MessagesService {
  constructor(
    private readonly store: MessageStore,
    private readonly ids: MessageIds,
    private readonly cursors: Cursors,
    private readonly tenants: Tenants,
  ) {}

  /** With an idempotency key, the same request under it gives the same message for 24 hours, whatever became of it. */
  async create(principal: Principal, input: { text: string }, idempotencyKey?: string): Promise<Message> {
    const id = this.ids.next();
    const message: Message = {
      id,
      tenant: this.tenants.of(principal),
      author: authorOf(principal),
      text: input.text,
      version: 1,
      createdAt: new Date(timeOf(id)),
      editedAt: null,
    };
    const request = createHash('sha256').update(JSON.stringify(input)).digest('base64url');
    const created = await this.store.create(
      message,
      idempotencyKey === undefined ? undefined : { key: idempotencyKey, request },
    );
    if ('keyReused' in created) {
      throw new MessageError('idempotency_key_reused', 'this idempotency key belongs to a request with another body');
    }
    return created.message;
  }

  /** `reader` is null where nobody is signed in. */
  async find(reader: Principal | null, id: string): Promise<Message> {
    const found = await this.store.find(this.target(reader, id));
    if (!found || isDeleted(found)) throw gone(found);
    return found;
  }

  /** Only the author may, or a moderator. `versions`: the ones that the caller would change; undefined: any. */
  async edit(
    principal: Principal,
    id: string,
    input: { text: string },
    versions?: readonly number[],
  ): Promise<Message> {
    const condition = conditionFor(principal, versions);
    const changed = await this.store.edit(this.target(principal, id), condition, input.text, new Date());
    if ('found' in changed) throw refusal(changed.found, condition);
    return changed.done;
  }

  /** Only the author may, or a moderator. */
  async delete(principal: Principal, id: string, versions?: readonly number[]): Promise<void> {
    const condition = conditionFor(principal, versions);
    const changed = await this.store.delete(this.target(principal, id), condition, new Date());
    if ('found' in changed) throw refusal(changed.found, condition);
  }

  list(reader: Principal | null, query: PageQuery): Promise<MessagePage> {
    const tenant = this.tenants.of(reader);
    return this.page(['feed', tenant], query, (position) => this.store.list(tenant, position));
  }

  async listMine(principal: Principal, query: PageQuery): Promise<MessagePage> {
    const tenant = this.tenants.of(principal);
    const author = authorOf(principal);
    const scope = ['mine', tenant, author.issuer, author.subject];
    return this.page(scope, query, (position) => this.store.listByAuthor(tenant, author, position));
  }

  private async page(
    scope: CursorScope,
    { limit, cursor }: PageQuery,
    read: (position: Position) => Promise<Page>,
  ): Promise<MessagePage> {
    const before = cursor === undefined ? undefined : this.cursors.open(scope, cursor);
    if (cursor !== undefined && before === undefined) {
      throw new MessageError('invalid_cursor', 'start again without a cursor');
    }
    const { messages, more } = await read({ before, limit });
    const last = messages.at(-1);
    return { messages, next: more && last ? this.cursors.seal(scope, last.id) : null };
  }

  private target(reader: Principal | null, id: string): Target {
    const tenant = this.tenants.of(reader);
    if (!isMessageId(id)) throw gone(undefined);
    return { tenant, id };
  }
}

function authorOf({ issuer, subject, claims }: Principal): Author {
  const username = Object.hasOwn(claims, 'username') ? claims['username'] : undefined;
  return { issuer, subject, username: typeof username === 'string' ? username : null };
}

function conditionFor(principal: Principal, versions: readonly number[] | undefined): Condition {
  const moderates = principal.roles.has('moderator') && principal.scopes.has('messages:moderate');
  if (!moderates && !principal.scopes.has('messages:write')) throw notTheAuthor();
  return { ...(!moderates && { author: authorOf(principal) }), ...(versions && { versions }) };
}

function notTheAuthor(): MessageError {
  return new MessageError('not_the_author', 'only its author, or a moderator, may change a message');
}

function gone(found: Tombstone | undefined): MessageError {
  return found
    ? new MessageError('message_deleted', 'this message was deleted')
    : new MessageError('message_not_found', 'there is no message with this id');
}

function refusal(found: Message | Tombstone | undefined, { author }: Condition): MessageError {
  if (!found || isDeleted(found)) return gone(found);
  if (author && (found.author.issuer !== author.issuer || found.author.subject !== author.subject)) {
    return notTheAuthor();
  }
  return new MessageError('version_mismatch', 'the message is not the one that If-Match names');
}
