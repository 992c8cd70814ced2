import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditEntry, firstIdAt } from './audit-entry';
import { type AuditPage, type AuditQuery, AuditStore } from './audit.store';

interface AuditItem extends Omit<AuditEntry, 'details'> {
  readonly shard: string;
  /** JSON: the store has types of its own. */
  readonly details?: string | undefined;
  /** Seconds. Counted here, swept by DynamoDB. */
  readonly expiresAt: number;
}

// A partition takes 1,000 small writes a second, and new events come at the end of every shard.
const shards = ['0', '1', '2', '3'] as const;
// Behind every id.
const latest = '~';
const day = 24 * 60 * 60 * 1000;

/** Where an entry is: its id says so, so that it can be written again. */
function shardOf(id: string): string {
  return shards[Number.parseInt(id.at(-1) ?? '0', 16) % shards.length] ?? '0';
}

interface Source {
  readonly index?: string;
  readonly key: string;
  readonly value: string;
}

function toEntry({ shard: _, expiresAt: __, details, ...entry }: AuditItem): AuditEntry {
  return { ...entry, ...(details !== undefined && { details: JSON.parse(details) as AuditEntry['details'] }) };
}

/** Events in shards by time; what a user did and what was done to them is found by an index each. */
export class DynamoDbAuditStore extends AuditStore {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
    private readonly retentionDays: number,
  ) {
    super();
  }

  async put({ details, ...entry }: AuditEntry): Promise<void> {
    const item: AuditItem = {
      ...entry,
      shard: shardOf(entry.id),
      details: details && JSON.stringify(details),
      expiresAt: Math.floor((Date.parse(entry.time) + this.retentionDays * day) / 1000),
    };
    await this.client.send(new PutCommand({ TableName: this.table, Item: item }));
  }

  async list({ limit, before = latest, user }: AuditQuery): Promise<AuditPage> {
    const sources: Source[] =
      user === undefined
        ? shards.map((shard) => ({ key: 'shard', value: shard }))
        : ['actor', 'subject'].map((key) => ({ index: `by-${key}`, key, value: user }));
    const found = await Promise.all(sources.map((source) => this.newest(source, limit + 1, before)));
    // Whoever does something to themselves is found twice.
    const entries = [...new Map(found.flat().map((item) => [item.id, item])).values()];
    entries.sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = entries.slice(0, limit).map(toEntry);
    return { entries: page, next: entries.length > limit ? page.at(-1)?.id : undefined };
  }

  private async newest({ index, key, value }: Source, limit: number, before: string): Promise<AuditItem[]> {
    const now = Date.now();
    const oldest = firstIdAt(now - this.retentionDays * day);
    const items: AuditItem[] = [];
    // The store takes no range that ends before it begins.
    if (before < oldest) return items;
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ...(index !== undefined && { IndexName: index }),
          KeyConditionExpression: '#key = :value AND id BETWEEN :oldest AND :before',
          ExpressionAttributeNames: { '#key': key },
          ExpressionAttributeValues: {
            ':value': value,
            ':oldest': oldest,
            ':before': before,
          },
          ScanIndexForward: false,
          // One more for `before` itself.
          Limit: limit + 1,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      const fresh = ((page.Items ?? []) as AuditItem[]).filter(({ expiresAt }) => expiresAt * 1000 > now);
      items.push(...fresh.filter(({ id }) => id !== before));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey && items.length < limit);
    return items.slice(0, limit);
  }
}
