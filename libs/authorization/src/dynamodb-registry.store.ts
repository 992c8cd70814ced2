import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isConditionalCheckFailed } from '@gatehouse/dynamodb';
import { builtInRoles, emptyRegistry, isBuiltInRole, type Registry, type RegistryContent } from './registry';
import { registrySchema } from './registry.schema';
import { RegistryStore } from './registry.store';

/** The table's name in the card of the authorization server. */
export const authorizationTable = 'authorization';

const key = { pk: 'registry' };

/** The stored registry is not one. Nothing is granted by it. */
export class MalformedRegistryError extends Error {
  constructor(faults: readonly string[]) {
    super(['The stored registry is not valid:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'MalformedRegistryError';
  }
}

/** Keeps the whole registry in one item, so that each change is one conditional write. */
export class DynamoDbRegistryStore extends RegistryStore {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    /** The full name of the table. */
    private readonly table: string,
  ) {
    super();
  }

  async read(): Promise<Registry> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key: key, ConsistentRead: true }));
    if (!Item) return emptyRegistry;
    const { data, error } = registrySchema.safeParse(Item);
    if (!data)
      throw new MalformedRegistryError(error.issues.map((i) => `${i.path.map(String).join('.')}: ${i.message}`));
    return { ...data, roles: withBuiltIn(data.roles) };
  }

  async replace(seen: Registry, { apis, roles }: RegistryContent): Promise<Registry | undefined> {
    const next: Registry = { version: seen.version + 1, apis, roles };
    const revision = randomUUID();
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: { ...key, ...next, revision },
          // A write whose answer was lost is repeated by the client: it finds its own revision.
          ConditionExpression: `${seen.version === 0 ? 'attribute_not_exists(pk)' : '#version = :seen'} OR revision = :own`,
          ...(seen.version > 0 && { ExpressionAttributeNames: { '#version': 'version' } }),
          ExpressionAttributeValues: { ':own': revision, ...(seen.version > 0 && { ':seen': seen.version }) },
        }),
      );
      return next;
    } catch (error) {
      if (isConditionalCheckFailed(error)) return undefined;
      throw error;
    }
  }
}

function withBuiltIn(roles: Registry['roles']): Registry['roles'] {
  const stored = (name: string) => roles.find((role) => role.name === name);
  return [
    ...builtInRoles.map((role) => stored(role.name) ?? role),
    ...roles.filter(({ name }) => !isBuiltInRole(name)),
  ];
}
