import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient } from '../client';
import { type TableDefinition } from '../table';
import { type Account } from '../testing/engine-process';
import { createTables } from './create-tables';
import { startEmbeddedEngine } from './engine';

const root = join(__dirname, '../../../..');
const table: TableDefinition = {
  name: 'things',
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  indexes: [{ name: 'by-color', partitionKey: { name: 'color', type: 'S' }, sortKey: { name: 'sk', type: 'S' } }],
};
const TableName = 'test-things';

/** An engine whose memory is its own. */
interface EngineProcess {
  readonly endpoint: string;
  account(): Promise<Account>;
  stop(): Promise<void>;
}

async function startProcess(...path: string[]): Promise<EngineProcess> {
  const child: ChildProcess = fork(join(root, 'libs/dynamodb/src/testing/engine-process.ts'), path, {
    cwd: root,
    // A small heap of V8, whose own laziness would hide or look like growth.
    execArgv: ['--max-semi-space-size=2', '--max-old-space-size=100', '-r', join(root, 'libs/workspace/register.cjs')],
  });
  const ended = once(child, 'exit');
  const message = async <T>() => {
    const answer = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
    if (!answer) throw new Error('the engine ended');
    return answer[0] as T;
  };
  const { endpoint } = await message<{ endpoint: string }>();
  return {
    endpoint,
    account: () => {
      if (child.connected) child.send('account');
      return message<Account>();
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Sends bytes and goes away without waiting for an answer. */
async function abandon(endpoint: string, ...lines: string[]): Promise<void> {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  await new Promise((resolve) => socket.write(lines.join('\r\n'), resolve));
  socket.destroy();
}

function request(action: string, body: string, length = body.length): string[] {
  return [
    'POST / HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/x-amz-json-1.0',
    `X-Amz-Target: DynamoDB_20120810.${action}`,
    'X-Amz-Date: 20260101T000000Z',
    'Authorization: AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=x',
    `Content-Length: ${length}`,
    '',
    body,
  ];
}

const query = (pk: string, more: Partial<QueryCommandInput> = {}) =>
  new QueryCommand({
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ...more,
    ExpressionAttributeValues: { ':pk': pk, ...more.ExpressionAttributeValues },
  });

async function fill(client: DynamoDBDocumentClient): Promise<void> {
  const put = (pk: string, index: number, text: string) =>
    client.send(
      new PutCommand({ TableName, Item: { pk, sk: `${index}`.padStart(5, '0'), color: `color ${index % 3}`, text } }),
    );
  for (let i = 0; i < 40; i++) await put('small', i, 'x'.repeat(200));
  // More than the 1 MB at which a page ends.
  for (let i = 0; i < 60; i++) await put('large', i, 'x'.repeat(20_000));
}

/** Every way to read, also those that end early, fail or are abandoned. */
async function readInEveryWay(client: DynamoDBDocumentClient, { endpoint }: EngineProcess): Promise<void> {
  const filter = { FilterExpression: '#text = :none', ExpressionAttributeNames: { '#text': 'text' } };
  const pages = await Promise.all([
    client.send(query('small', { Limit: 3, ScanIndexForward: false, ConsistentRead: true })),
    client.send(query('small')),
    client.send(query('small', { ...filter, Limit: 20, ExpressionAttributeValues: { ':none': 'none' } })),
    client.send(query('nothing')),
    client.send(new ScanCommand({ TableName, Limit: 5 })),
    client.send(new ScanCommand({ TableName, Select: 'COUNT', Limit: 30, Segment: 1, TotalSegments: 2 })),
    client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-color',
        KeyConditionExpression: 'color = :color',
        ExpressionAttributeValues: { ':color': 'color 1' },
        Limit: 7,
      }),
    ),
  ]);
  expect(pages.map(({ Count }) => Count).filter((_, index) => index !== 5)).toEqual([3, 40, 0, 0, 5, 7]);
  await client.send(new GetCommand({ TableName, Key: { pk: 'small', sk: '00001' } }));
  await client.send(new ListTablesCommand({}));
  await Promise.all(
    [
      query('small', { IndexName: 'none' }),
      query('small', { ExclusiveStartKey: { pk: 'other', sk: '00001' } }),
      new PutCommand({
        TableName,
        Item: { pk: 'small', sk: '00001' },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ].map((command) => expect(client.send(command as QueryCommand)).rejects.toThrow()),
  );
  const scan = JSON.stringify({ TableName });
  await abandon(endpoint, ...request('Scan', scan));
  await abandon(endpoint, ...request('Scan', scan.slice(0, 5), scan.length));
}

describe('The embedded engine', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['in a folder', true],
    ['in memory', false],
  ])(
    'closes what it reads with, and keeps its memory bounded (%s)',
    async (_, kept) => {
      const engine = await startProcess(...(kept ? [join(folder, 'dynamodb')] : []));
      const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 20_000, deadline: 60_000 });
      try {
        await createTables(client, 'test-', [table]);
        await fill(client);
        for (let i = 0; i < 20; i++) await readInEveryWay(client, engine);
        const large = await client.send(query('large'));
        expect(large.LastEvaluatedKey).toBeDefined();

        const pages = async (count: number) => {
          for (let i = 0; i < count; i++) {
            await Promise.all(Array.from({ length: 16 }, () => client.send(query('small', { Limit: 3 }))));
          }
        };
        await pages(50);
        const before = await engine.account();
        await pages(300);
        // An abandoned read goes on to its end.
        for (let tries = 0; (await engine.account()).open > 0 && tries < 100; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const after = await engine.account();
        expect(after.open).toBe(0);
        expect(after.memory - before.memory).toBeLessThan(20);
      } finally {
        client.destroy();
        await engine.stop();
      }
    },
    240_000,
  );

  it('keeps its data where its owner alone can read, also in a folder that is there already', async () => {
    await chmod(folder, 0o755);
    const engine = await startEmbeddedEngine({ path: folder });
    await engine.stop();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const inner = await startEmbeddedEngine({ path: join(folder, 'a/dynamodb') });
    await inner.stop();
    expect((await stat(join(folder, 'a/dynamodb'))).mode & 0o777).toBe(0o700);
  });
});
