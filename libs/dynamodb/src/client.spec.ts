import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient, isConditionalCheckFailed, StoreUnavailableError, tableName } from './index';
import type { TableDefinition } from './table';
import { describeStoreContract } from './testing';

const racesTable: TableDefinition = { name: 'races', partitionKey: { name: 'pk', type: 'S' } };

describe('createDynamoDbClient', () => {
  const opened: Server[] = [];

  async function clientOf(listener: RequestListener) {
    const server = createServer(listener).listen(0, '127.0.0.1');
    opened.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return createDynamoDbClient({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  }
  const get = new GetCommand({ TableName: 'users', Key: { pk: 'a' } });
  const dynamoError = (status: number, name: string): RequestListener => {
    return (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }));
    };
  };

  afterAll(() => {
    for (const server of opened) {
      server.closeAllConnections();
      server.close();
    }
  });

  it.each([
    ['throttles', dynamoError(400, 'ThrottlingException')],
    ['refuses for want of throughput', dynamoError(400, 'ProvisionedThroughputExceededException')],
    ['fails', dynamoError(500, 'InternalServerError')],
    ['resets the connection', (request) => void request.socket.destroy()],
    ['hangs before the answer', () => undefined],
    [
      'hangs within the answer',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
      },
    ],
  ] satisfies [string, RequestListener][])('says that the store is unavailable when it %s', async (_name, listener) => {
    const client = await clientOf(listener);
    await expect(client.send(get)).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  it('says that the store is unavailable when nothing listens', async () => {
    const client = createDynamoDbClient({ endpoint: 'http://127.0.0.1:1' });
    await expect(client.send(get)).rejects.toMatchObject({ code: 'store_unavailable', retryAfter: 1 });
  });

  it('leaves a refusal that no retry can mend as it is', async () => {
    const client = await clientOf(dynamoError(400, 'ResourceNotFoundException'));
    await expect(client.send(get)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describeStoreContract('a conditional write', [racesTable], (context) => {
  it('has one winner when 200 race', async () => {
    const put = (owner: number) =>
      context.client.send(
        new PutCommand({
          TableName: tableName(context.prefix, racesTable.name),
          Item: { pk: 'race', owner },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    const results = await Promise.allSettled(Array.from({ length: 200 }, (_, owner) => put(owner)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(errors.filter((error) => !isConditionalCheckFailed(error))).toEqual([]);
  });
});
