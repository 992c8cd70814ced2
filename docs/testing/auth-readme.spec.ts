import { type INestApplication, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createTestIssuer, overrideAuth, send, type TestIssuer, tokenFor } from '@gatehouse/auth/testing';
import { exampleBelow, faultsOf, pageText, run } from './code-blocks';

const readme = pageText('libs/auth/README.md');

describe('the README of the guards', () => {
  let issuer: TestIssuer;
  let app: INestApplication | undefined;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(() => app?.close());
  afterAll(() => issuer.close());

  async function start(module: Type) {
    const builder = Test.createTestingModule({ imports: [module] });
    app = (await overrideAuth(builder, issuer).compile()).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    return async (path: string, token?: string) => {
      const { status, text } = await send(url, { method: 'GET', path }, token);
      return [status, status === 200 ? (JSON.parse(text) as object) : {}];
    };
  }

  // Milliseconds: each compiles the library.
  const patience = 120_000;

  it.each([['A guarded service in ten lines'], ['The principal in your own code']])(
    'compiles in: %s',
    (heading) => expect(faultsOf(exampleBelow(readme, heading))).toEqual([]),
    patience,
  );

  it(
    'would be told what does not compile',
    () => expect(faultsOf('export const wrong: string = 7;')).toHaveLength(1),
    patience,
  );

  it('guards a service', async () => {
    const get = await start(run(exampleBelow(readme, 'A guarded service in ten lines'))['OrdersModule'] as Type);
    expect(await get('/orders')).toEqual([401, {}]);
    expect(await get('/orders', tokenFor(issuer))).toEqual([403, {}]);
    const token = tokenFor(issuer, { subject: 'ada', scopes: ['orders:read'] });
    expect(await get('/orders', token)).toEqual([200, { ordersOf: 'ada' }]);
  });

  it('shows own code that knows the principal', async () => {
    const { InvoicesModule, Messages } = run(exampleBelow(readme, 'The principal in your own code'));
    const get = await start(InvoicesModule as Type);
    const clerk = tokenFor(issuer, { subject: 'ada', roles: ['clerk'] });
    expect(await get('/invoices')).toEqual([401, {}]);
    expect(await get('/invoices', tokenFor(issuer))).toEqual([403, {}]);
    expect(await get('/invoices', clerk)).toEqual([200, { invoicesOf: 'ada' }]);
    expect(await get('/articles')).toEqual([200, { articlesFor: 'everyone' }]);
    expect(await get('/articles', clerk)).toEqual([200, { articlesFor: 'ada' }]);
    expect(await get('/articles', 'no.token.atall')).toEqual([401, {}]);
    const messages = app?.get<{ senderOf(message: object): Promise<string> }>(Messages as Type<never>);
    await expect(messages?.senderOf({ token: clerk })).resolves.toBe('ada');
    await expect(messages?.senderOf({ token: 'no.token.atall' })).rejects.toThrow();
  });
});
