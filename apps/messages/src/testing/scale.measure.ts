import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient, tableName } from '@gatehouse/dynamodb';
import { startDynamoDbLocal } from '@gatehouse/dynamodb/testing';
import { type LocalEngine } from '@gatehouse/dynamodb/local';
import { MessageIds, timeOf } from '../messages/message-id';
import { toItem } from '../messages/message-item';
import { countReads } from './counted-reads';
import { type RunningService, startMessages } from './running-service';

const few = 1000;
const many = 1_000_000;
const rounds = 300;

let engine: LocalEngine;
const services = new Map<number, RunningService>();

async function fill(prefix: string, count: number): Promise<void> {
  const client = createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 60_000, deadline: 120_000 });
  const ids = new MessageIds(16);
  const start = Date.now() - count;
  let made = 0;
  const items = () =>
    Array.from({ length: Math.min(25, count - made) }, () => {
      const id = ids.next(start + made++);
      const author = { issuer: 'https://issuer.example', subject: `subject-${made % 997}`, username: 'ada' };
      const text = `message ${made}`.padEnd(120, '.');
      const createdAt = new Date(timeOf(id));
      return toItem({ id, tenant: null, author, text, version: 1, createdAt, editedAt: null }, id);
    });
  const worker = async () => {
    while (made < count) {
      const requests = items().map((Item) => ({ PutRequest: { Item } }));
      const RequestItems = { [tableName(prefix, 'messages')]: requests };
      const { UnprocessedItems = {} } = await client.send(new BatchWriteCommand({ RequestItems }));
      if (Object.keys(UnprocessedItems).length > 0) throw new Error('items were left over');
      if (made % 100_000 < 25) console.log(`${made} messages`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  client.destroy();
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

beforeAll(async () => {
  engine = await startDynamoDbLocal();
  for (const count of [few, many]) {
    const prefix = `with-${count}-`;
    services.set(count, await startMessages({ DYNAMODB_ENDPOINT: engine.endpoint, TABLE_PREFIX: prefix }));
    await fill(prefix, count);
  }
});
afterAll(async () => {
  for (const service of services.values()) await service.stop();
  await engine.stop();
});

it(`reads the first of ${many} messages as it reads the first of ${few}`, async () => {
  const measured = [...services].map(([count, service]) => ({ count, service, times: [] as number[] }));
  const first = async (service: RunningService) => {
    const answer = await service.call('GET /messages');
    expect(answer.body.items).toHaveLength(20);
  };
  for (const { service } of measured) for (let i = 0; i < 100; i++) await first(service);
  for (let i = 0; i < rounds; i++) {
    for (const { service, times } of measured) {
      const start = performance.now();
      await first(service);
      times.push(performance.now() - start);
    }
  }
  const results = [];
  for (const { count, service, times } of measured) {
    const counted = countReads(service);
    await first(service);
    results.push({ messages: count, median: median(times), ...counted });
  }
  console.table(results);
  const [small, large] = results;
  expect(large?.units).toBe(small?.units);
  expect(large?.median).toBeLessThanOrEqual((small?.median ?? 0) * 1.5);
});
