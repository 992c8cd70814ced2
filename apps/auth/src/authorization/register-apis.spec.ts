import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { authorizationTable, DynamoDbRegistryStore } from '@gatehouse/authorization';
import { createDynamoDbClient, tableName } from '@gatehouse/dynamodb';
import { type LocalEngine } from '@gatehouse/dynamodb/local';
import { startEngine, tablePrefix } from '../testing/running-auth';
import { type CustomResourceEvent, handler } from './register-apis';

const scope = { name: 'orders:read', title: 'See orders', detail: 'Your own', roles: ['user'], clients: false };
const orders = { name: 'orders', title: 'Orders', resource: 'https://api.example.com/orders', scopes: [scope] };

describe('The custom resource that registers APIs', () => {
  let engine: LocalEngine;
  let server: Server;
  let failures = 0;
  const answers: { method: string | undefined; headers: IncomingHttpHeaders; body: Record<string, string> }[] = [];
  const client = () => createDynamoDbClient({ endpoint: engine.endpoint, attemptTimeout: 20_000, deadline: 60_000 });
  const registered = async () => {
    const store = client();
    const { apis } = await new DynamoDbRegistryStore(store, tableName(tablePrefix, authorizationTable)).read();
    store.destroy();
    return apis.map(({ name }) => name);
  };

  beforeAll(async () => {
    engine = await startEngine();
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        if (failures-- > 0) return void response.writeHead(503).end();
        answers.push({ method: request.method, headers: request.headers, body: JSON.parse(text) as never });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, { TABLE_PREFIX: tablePrefix, DYNAMODB_ENDPOINT: engine.endpoint });
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  }, 60_000);
  afterAll(async () => {
    jest.restoreAllMocks();
    delete process.env['DYNAMODB_ENDPOINT'];
    await new Promise((resolve) => server.close(resolve));
    await engine.stop();
  });

  async function send(
    RequestType: CustomResourceEvent['RequestType'],
    properties: Record<string, unknown>,
    more: Partial<CustomResourceEvent> = {},
  ) {
    answers.length = 0;
    await handler({
      RequestType,
      ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=x`,
      StackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/gatehouse/1',
      RequestId: 'request-1',
      LogicalResourceId: 'Apis',
      ResourceProperties: { ServiceToken: 'arn:aws:lambda:x', ...properties },
      ...more,
    });
    expect(answers).toHaveLength(1);
    return answers[0]?.body ?? {};
  }
  const apis = (...list: object[]) => ({ Apis: JSON.stringify(list) });

  it('registers the APIs and answers as CloudFormation demands it', async () => {
    const body = await send('Create', apis(orders));
    expect(body).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'apis-Apis',
      StackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/gatehouse/1',
      RequestId: 'request-1',
      LogicalResourceId: 'Apis',
    });
    expect(answers[0]?.method).toBe('PUT');
    expect(answers[0]?.headers['content-type']).toBeUndefined();
    expect(answers[0]?.headers['content-length']).toMatch(/^\d+$/);
    expect(await registered()).toEqual(['orders']);
  });

  it('prunes at an update, under the same physical id', async () => {
    const PhysicalResourceId = 'apis-Apis';
    const shop = { ...orders, name: 'shop', resource: 'https://api.example.com/shop', scopes: [] };
    const body = await send('Update', apis(orders, shop), { PhysicalResourceId });
    expect(body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect((await send('Update', apis(orders), { PhysicalResourceId }))['PhysicalResourceId']).toBe(PhysicalResourceId);
    expect(await registered()).toEqual(['orders']);
  });

  it('widens only when the template says so', async () => {
    const wider = apis({ ...orders, scopes: [{ ...scope, clients: true }] });
    const refused = await send('Update', wider);
    expect(refused).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('orders:read to clients') });
    expect(await send('Update', { ...wider, AllowWidening: 'true' })).toMatchObject({ Status: 'SUCCESS' });
  });

  it.each([
    ['no Apis', {}, /Apis/],
    ['Apis that are not JSON', { Apis: '[' }, /Apis: must be JSON/],
    ['an API without a resource', apis({ ...orders, resource: undefined }), /resource/],
    ['a doubtful AllowWidening', { ...apis(orders), AllowWidening: 'yes' }, /AllowWidening/],
  ])('answers FAILED and says why: %s', async (_, properties, reason) => {
    const body = await send('Update', properties);
    expect(body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
    expect(await registered()).toEqual(['orders']);
  });

  it('answers FAILED where a setting is missing', async () => {
    const prefix = process.env['TABLE_PREFIX'];
    delete process.env['TABLE_PREFIX'];
    expect(await send('Create', apis(orders))).toMatchObject({ Status: 'FAILED', Reason: 'TABLE_PREFIX: is required' });
    Object.assign(process.env, { TABLE_PREFIX: prefix });
  });

  it('removes nothing when the resource is deleted, whatever its properties are', async () => {
    expect(await send('Delete', { Apis: '[' })).toMatchObject({ Status: 'SUCCESS' });
    expect(await registered()).toEqual(['orders']);
  });

  it('answers again where the first answer failed', async () => {
    failures = 2;
    expect(await send('Update', { ...apis(orders), AllowWidening: 'true' })).toMatchObject({ Status: 'SUCCESS' });
  });
});
