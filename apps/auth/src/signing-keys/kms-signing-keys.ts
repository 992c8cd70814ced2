import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type KMSClient } from '@aws-sdk/client-kms';
import { isConditionalCheckFailed } from '@gatehouse/dynamodb';
import { createKmsClient, KmsSigningKey } from './kms-signing-key';
import { type KeyTimes } from './key-schedule';
import { type SigningKey, SigningKeys } from './signing-keys';

const pk = 'signing-keys';
// Attempts of one change that others keep overtaking.
const rounds = 10;

interface KeyRecord extends KeyTimes {
  readonly arn: string;
}

interface KeyBook {
  readonly keys: readonly KeyRecord[];
  /** Grows by one with every change. */
  readonly version: number;
}

/** Keys in KMS. Which there are, and when each signs, is one item in the store, for all replicas. */
export class KmsSigningKeys extends SigningKeys {
  private readonly loaded = new Map<string, Promise<KmsSigningKey>>();
  private readonly clients = new Map<string, KMSClient>();

  constructor(
    private readonly store: DynamoDBDocumentClient,
    private readonly table: string,
    /** The first signs from the first start on; one that is added later is published first, like after `rotate`. */
    private readonly arns: readonly string[],
    /** Milliseconds. */
    private readonly jwksCache: number,
    private readonly endpoint: string | undefined,
  ) {
    super();
  }

  async all(): Promise<readonly SigningKey[]> {
    const book = await this.read();
    const missing = this.arns.filter((arn) => !book.keys.some((key) => key.arn === arn));
    const { keys } = missing.length > 0 ? await this.enter(missing) : book;
    return Promise.all(keys.map(async ({ arn, ...times }) => ({ ...times, material: await this.load(arn) })));
  }

  async add(activeFrom: number, source?: string): Promise<string> {
    if (source === undefined) throw new Error('Name the ARN of the KMS key: keys are not made here.');
    const { kid = '' } = await this.load(source);
    await this.change((keys) => {
      if (keys.some((key) => key.kid === kid)) throw new Error('The key is in use, or was.');
      return [...keys, { arn: source, kid, activeFrom }];
    });
    return kid;
  }

  async revoke(kid: string): Promise<boolean> {
    const { keys } = await this.change((before) =>
      before.map((key) => (key.kid === kid ? { ...key, revokedAt: key.revokedAt ?? Date.now() } : key)),
    );
    return keys.some((key) => key.kid === kid);
  }

  /** Forgets keys, except declared ones: these would come back as new. */
  async remove(kids: readonly string[]): Promise<void> {
    await this.change((keys) => keys.filter(({ kid, arn }) => this.arns.includes(arn) || !kids.includes(kid)));
  }

  private async enter(missing: readonly string[]): Promise<KeyBook> {
    const entries = await Promise.all(missing.map(async (arn) => ({ arn, kid: (await this.load(arn)).kid ?? '' })));
    return this.change((keys) => {
      const later = Date.now() + this.jwksCache;
      const added = entries.filter(({ arn }) => !keys.some((key) => key.arn === arn));
      return [...keys, ...added.map((entry, i) => ({ ...entry, activeFrom: keys.length + i === 0 ? 0 : later }))];
    });
  }

  private async read(): Promise<KeyBook> {
    const { Item } = await this.store.send(
      new GetCommand({ TableName: this.table, Key: { pk }, ConsistentRead: true }),
    );
    return (Item as KeyBook | undefined) ?? { keys: [], version: 0 };
  }

  private async change(edit: (keys: readonly KeyRecord[]) => readonly KeyRecord[]): Promise<KeyBook> {
    for (let round = 0; round < rounds; round++) {
      const { keys, version } = await this.read();
      const next = { keys: edit(keys), version: version + 1 };
      try {
        await this.store.send(
          new PutCommand({
            TableName: this.table,
            Item: { pk, ...next },
            ConditionExpression: 'attribute_not_exists(pk) OR #version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          }),
        );
        return next;
      } catch (error) {
        if (!isConditionalCheckFailed(error)) throw error;
      }
    }
    throw new Error('The signing keys are being changed by somebody else: try again.');
  }

  private load(arn: string): Promise<KmsSigningKey> {
    const known = this.loaded.get(arn);
    if (known) return known;
    const region = arn.split(':')[3] ?? '';
    const client = this.clients.get(region) ?? createKmsClient(arn, this.endpoint);
    this.clients.set(region, client);
    const key = KmsSigningKey.load(client, arn);
    this.loaded.set(arn, key);
    key.catch(() => this.loaded.delete(arn));
    return key;
  }
}
