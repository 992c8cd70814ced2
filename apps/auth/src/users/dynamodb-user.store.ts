import { randomUUID } from 'node:crypto';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { isConditionalCheckFailed, StoreUnavailableError } from '@gatehouse/dynamodb';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Inject, Injectable } from '@nestjs/common';
import { type UserRecord } from './user';
import { canonicalUsername } from './username';
import { type NewUser, type UserChanges, type UserPage, UserStore } from './user.store';

interface UsernameItem {
  readonly pk: string;
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly claimedAt: number;
  readonly directory: 'users';
  readonly canonicalUsername: string;
  readonly signUpKey?: string;
}

// A claim without its user is given up after this time, in milliseconds …
const claimLifetime = 60_000;
// … and its user is not written any more after this one. What lies between is longer than any write may be under way.
const claimUsable = 30_000;

// The key of a sign-up is for a lost answer: after this time it is forgotten.
const signUpKeyLifetime = 24 * 60 * 60_000;

const userKey = (id: string) => ({ pk: `user#${id}` });
const usernameKey = (canonicalUsername: string) => ({ pk: `username#${canonicalUsername}` });
const byUsername = 'by-username';
const administratorsKey = { pk: 'administrators' };
const nobody = 'nobody';

function toUser(item: Record<string, unknown>): UserRecord {
  const { pk: _, changeId: __, ...user } = item;
  return user as unknown as UserRecord;
}

@Injectable()
export class DynamoDbUserStore extends UserStore {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    @Inject(TABLE_NAME) nameOf: TableName,
  ) {
    super();
    this.table = nameOf('users');
  }

  /**
   * The name is claimed first, its user written second: who loses the race leaves nothing behind, and a crash between the
   * two leaves a claim without a user, which holds no one's data and is given up after a minute, or at once when the same
   * sign-up is tried again.
   */
  async add({ user, canonicalUsername, signUpKey }: NewUser): Promise<UserRecord | undefined> {
    const claim = await this.claim(canonicalUsername, user.id, signUpKey);
    if (!claim) return undefined;
    // Later the claim may have been given up and the name be another's.
    if (Date.now() - claim.claimedAt > claimUsable) throw new StoreUnavailableError(1);
    const added = { ...user, id: claim.userId };
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: { ...userKey(added.id), ...added },
          // The second half is a repetition of this very write whose answer was lost.
          ConditionExpression: 'attribute_not_exists(pk) OR passwordHash = :passwordHash',
          ExpressionAttributeValues: { ':passwordHash': added.passwordHash },
        }),
      );
    } catch (error) {
      // The same sign-up, tried twice at once: the other one wrote the user.
      if (isConditionalCheckFailed(error)) return undefined;
      throw error;
    }
    return added;
  }

  private async claim(
    canonicalUsername: string,
    userId: string,
    signUpKey: string | undefined,
  ): Promise<UsernameItem | undefined> {
    const now = Date.now();
    const seen = await this.get<UsernameItem>(usernameKey(canonicalUsername));
    const sameSignUp = signUpKey !== undefined && seen?.signUpKey === signUpKey;
    if (seen) {
      if (await this.findById(seen.userId)) return undefined;
      if (!sameSignUp && now - seen.claimedAt < claimLifetime) return undefined;
    }
    const item: UsernameItem = {
      ...usernameKey(canonicalUsername),
      // The same sign-up goes on with its id: should its first attempt still be under way, both write the same user.
      userId: sameSignUp && seen ? seen.userId : userId,
      claimedAt: now,
      directory: 'users',
      canonicalUsername,
      ...(signUpKey !== undefined && { signUpKey }),
    };
    const unchanged = seen ? '(userId = :seenId AND claimedAt = :seenAt)' : 'attribute_not_exists(pk)';
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: item,
          // A write whose answer was lost is repeated by the client: it finds itself.
          ConditionExpression: `${unchanged} OR (userId = :userId AND claimedAt = :now)`,
          ExpressionAttributeValues: {
            ':userId': item.userId,
            ':now': now,
            ...(seen && { ':seenId': seen.userId, ':seenAt': seen.claimedAt }),
          },
        }),
      );
      return item;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return undefined;
      throw error;
    }
  }

  async findById(id: string): Promise<UserRecord | undefined> {
    const item = await this.get<Record<string, unknown>>(userKey(id));
    return item && toUser(item);
  }

  async findByUsername(canonicalUsername: string) {
    const name = await this.get<UsernameItem>(usernameKey(canonicalUsername));
    // Two reads in either case: the time does not tell whether the account exists.
    const user = await this.findById(name?.userId ?? nobody);
    if (!user || !name) return undefined;
    const isRecent = Date.now() - name.claimedAt < signUpKeyLifetime;
    return { user, signUpKey: isRecent ? name.signUpKey : undefined };
  }

  async list(limit: number, after?: string, prefix?: string): Promise<UserPage> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: byUsername,
        KeyConditionExpression: `directory = :users${prefix === undefined ? '' : ' AND begins_with(canonicalUsername, :prefix)'}`,
        ExpressionAttributeValues: { ':users': 'users', ...(prefix !== undefined && { ':prefix': prefix }) },
        // A key has one condition; the name that the page before ended with may be gone.
        ...(after !== undefined && {
          ExclusiveStartKey: { ...usernameKey(after), directory: 'users', canonicalUsername: after },
        }),
        Limit: limit,
      }),
    );
    const names = Items as UsernameItem[];
    const users = await this.findAll(names.map(({ userId }) => userId));
    return {
      users: names.flatMap(({ userId }) => users.get(userId) ?? []),
      next: LastEvaluatedKey && names.at(-1)?.canonicalUsername,
    };
  }

  async change(seen: UserRecord, changes: UserChanges): Promise<UserRecord | undefined> {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const set: Record<string, unknown> = {
      ...Object.fromEntries(given.filter(([, value]) => value !== null)),
      version: seen.version + 1,
      changeId: randomUUID(),
    };
    const names = Object.keys(set);
    const removed = given.filter(([, value]) => value === null).map(([name]) => name);
    const removal = removed.length === 0 ? '' : ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}`;
    try {
      const { Attributes } = await this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: userKey(seen.id),
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${removal}`,
          ConditionExpression: '#version = :seen',
          ExpressionAttributeNames: Object.fromEntries([...names, ...removed].map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ':seen': seen.version,
            ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return toUser(Attributes ?? {});
    } catch (error) {
      if (!isConditionalCheckFailed(error)) throw error;
      return this.changedBy(set['changeId'], seen);
    }
  }

  /** A change whose answer was lost is repeated by the client and finds its own version. */
  private async changedBy(changeId: unknown, { id }: UserRecord): Promise<UserRecord | undefined> {
    const item = await this.get<Record<string, unknown>>(userKey(id));
    return item?.['changeId'] === changeId ? toUser(item ?? {}) : undefined;
  }

  /** The user first: a crash between the two leaves a claim without a user, which is given up after a minute. */
  async remove(seen: UserRecord): Promise<boolean> {
    const userIsUnchanged = {
      ConditionExpression: 'attribute_not_exists(pk) OR #version = :seen',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':seen': seen.version },
    };
    const nameIsOfUser = {
      ConditionExpression: 'attribute_not_exists(pk) OR userId = :id',
      ExpressionAttributeValues: { ':id': seen.id },
    };
    if (!(await this.delete(userKey(seen.id), userIsUnchanged))) return false;
    await this.delete(usernameKey(canonicalUsername(seen.username) ?? ''), nameIsOfUser);
    return true;
  }

  private async delete(
    Key: { pk: string },
    condition: Pick<
      DeleteCommandInput,
      'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<boolean> {
    try {
      await this.client.send(new DeleteCommand({ TableName: this.table, Key, ...condition }));
      return true;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return false;
      throw error;
    }
  }

  /**
   * One item names the administrators to count on, so that "is there another one?" and "count on him no more" are one
   * conditional write. A user joins it after becoming one and leaves it before ceasing to be: a crash in between leaves an
   * administrator that is not counted on. The version keeps a late joining from undoing a leaving.
   */
  async enlistAdministrator(user: UserRecord): Promise<boolean> {
    return this.updateAdministrators(
      user,
      'ADD members :ids SET #version = :version',
      'attribute_not_exists(#version) OR #version < :version OR (#version = :version AND contains(members, :id))',
    );
  }

  async dismissAdministrator(user: UserRecord): Promise<boolean> {
    const another = 'size(members) > :one OR (attribute_exists(members) AND NOT contains(members, :id))';
    const dismissed = await this.updateAdministrators(
      user,
      'DELETE members :ids SET #version = :version',
      `(${another}) AND (attribute_not_exists(#version) OR #version <= :version)`,
      { ':one': 1 },
    );
    if (dismissed) return true;
    const register = await this.get<Record<string, unknown>>(administratorsKey);
    const members = (register?.['members'] as ReadonlySet<string> | undefined) ?? new Set();
    // Where there is another one, `user` was out of date, and its change will be refused.
    return members.size > (members.has(user.id) ? 1 : 0);
  }

  private async updateAdministrators(
    { id, version }: UserRecord,
    update: string,
    condition: string,
    values: Record<string, unknown> = {},
  ): Promise<boolean> {
    try {
      await this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: administratorsKey,
          UpdateExpression: update,
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#version': `version:${id}` },
          ExpressionAttributeValues: {
            ':ids': new Set([id]),
            ':version': version,
            ':id': id,
            ...values,
          },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return false;
      throw error;
    }
  }

  private async get<T>(Key: { pk: string }): Promise<T | undefined> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key, ConsistentRead: true }));
    return Item as T | undefined;
  }

  async findAll(ids: readonly string[]): Promise<Map<string, UserRecord>> {
    const found = new Map<string, UserRecord>();
    let keys: Record<string, unknown>[] = ids.map(userKey);
    // DynamoDB leaves out what does not fit into one answer.
    for (let round = 0; keys.length > 0; round++) {
      if (round === ids.length) throw new StoreUnavailableError(1);
      const { Responses, UnprocessedKeys }: BatchGetCommandOutput = await this.client.send(
        new BatchGetCommand({ RequestItems: { [this.table]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const user of (Responses?.[this.table] ?? []).map(toUser)) found.set(user.id, user);
      keys = UnprocessedKeys?.[this.table]?.Keys ?? [];
    }
    return found;
  }
}
