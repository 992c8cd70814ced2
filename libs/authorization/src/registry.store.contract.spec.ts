import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type TableDefinition, tableName } from '@gatehouse/dynamodb';
import { describeStoreContract } from '@gatehouse/dynamodb/testing';
import { applyApis, applyToStore } from './apply';
import { authorizationTable, DynamoDbRegistryStore, MalformedRegistryError } from './dynamodb-registry.store';
import { builtInRoles, emptyRegistry } from './registry';
import { RegistryError } from './registry-error';
import { api, scope } from './testing/apis';

const table: TableDefinition = { name: authorizationTable, partitionKey: { name: 'pk', type: 'S' } };

describeStoreContract('the registry store', [table], (context) => {
  let TableName: string;
  let store: DynamoDbRegistryStore;
  beforeAll(() => {
    TableName = tableName(context.prefix, authorizationTable);
    store = new DynamoDbRegistryStore(context.client, TableName);
  });
  beforeEach(async () => {
    await context.client.send(new DeleteCommand({ TableName, Key: { pk: 'registry' } }));
  });
  const orders = api('orders', [scope('orders:read', ['user', 'clerk'], true)]);

  it('is empty, with the built-in roles, until something is written', async () => {
    expect(await store.read()).toEqual(emptyRegistry);
  });

  it('gives back what was written, under the next version', async () => {
    const roles = [...builtInRoles, { name: 'clerk', description: 'Works here.' }];
    const written = await store.replace(emptyRegistry, { apis: [orders], roles });
    expect(written).toEqual({ version: 1, apis: [orders], roles });
    expect(await store.read()).toEqual(written);
  });

  it('lets one of 50 writers that saw the same version win', async () => {
    for (let version = 0; version < 2; version++) {
      const seen = await store.read();
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.replace(seen, { apis: [api(`api-${i}`, [])], roles: builtInRoles })),
      );
      const winners = results.filter((result) => result !== undefined);
      expect(winners).toHaveLength(1);
      expect(await store.read()).toEqual(winners[0]);
    }
  });

  it('recognises its own write where the answer was lost', async () => {
    let losses = 0;
    const name = 'lostAnswer';
    context.client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        if (losses++ > 0) return result;
        // The client's own retry, which comes after this step, sends the same write again.
        throw Object.assign(new Error('lost'), { name: 'TimeoutError', $retryable: {} });
      },
      { step: 'finalizeRequest', name, priority: 'low' },
    );
    const written = await store.replace(emptyRegistry, { apis: [orders], roles: builtInRoles });
    context.client.middlewareStack.remove(name);
    expect(losses).toBe(2);
    expect(written?.version).toBe(1);
  });

  it.each([
    ['a scope without roles', { apis: [api('orders', [scope('orders:read', [])])] }],
    ['roles that are no list', { apis: [{ ...orders, scopes: [{ ...scope('orders:read'), roles: 'user' }] }] }],
    ['no APIs', { apis: undefined }],
    ['a version that is no number', { version: '1' }],
  ])('refuses to read an item with %s', async (_, changes) => {
    const Item = { pk: 'registry', version: 1, apis: [orders], roles: builtInRoles, ...changes };
    await context.client.send(new PutCommand({ TableName, Item }));
    await expect(store.read()).rejects.toBeInstanceOf(MalformedRegistryError);
  });

  it('ends in one registry with everything when 12 processes apply at once', async () => {
    const apis = Array.from({ length: 12 }, (_, i) => api(`service-${i}`, [scope(`service-${i}:read`)]));
    await Promise.all(apis.map((one) => applyApis(new DynamoDbRegistryStore(context.client, TableName), [one])));
    const { version, apis: stored } = await store.read();
    expect(version).toBe(12);
    expect(stored.map(({ name }) => name).sort()).toEqual(apis.map(({ name }) => name).sort());
  });

  it('lets one of two win that race for a scope, and writes nothing of the other', async () => {
    const rivals = [api('one', [scope('shared:read')]), api('two', [scope('shared:read')])];
    const results = await Promise.allSettled(rivals.map((rival) => applyApis(store, [rival])));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await store.read()).apis).toHaveLength(1);
  });

  it('writes nothing on a dry run, on a second run and on a fault', async () => {
    expect(await applyApis(store, [orders], { dryRun: true })).toContain(
      '+ scope orders:read of orders (roles user, clerk; clients)',
    );
    expect((await store.read()).version).toBe(0);
    const application = { endpoint: context.endpoint, tablePrefix: context.prefix, apis: [orders] };
    expect(await applyToStore(application)).toHaveLength(3);
    expect(await applyToStore({ ...application, prune: true })).toEqual([]);
    const wider = api('orders', [scope('orders:read', ['user', 'clerk', 'admin'], true)]);
    await expect(applyToStore({ ...application, apis: [wider, api('shop', [])] })).rejects.toBeInstanceOf(
      RegistryError,
    );
    expect(await store.read()).toMatchObject({ version: 1, apis: [orders] });
  });
});
