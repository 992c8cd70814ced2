import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { createTestIssuer, overrideAuth, send, type TestIssuer, tokenFor } from '../testing';
import { AuthModule, routeDeclarations } from '..';
import { ThingsController } from './guarded-service';

function thrown(what: unknown): never {
  throw what;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('AuthModule', () => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterAll(() => issuer.close());

  it('takes its options from other providers', async () => {
    @Module({ providers: [{ provide: 'ISSUER', useFactory: () => issuer.issuer }], exports: ['ISSUER'] })
    class SettingsModule {}
    @Module({
      imports: [
        AuthModule.forRootAsync({
          imports: [SettingsModule],
          inject: ['ISSUER'],
          useFactory: async (name: string) => ({ issuers: [{ issuer: name, audience: issuer.audience }] }),
        }),
      ],
      controllers: [ThingsController],
    })
    class ServiceModule {}
    const app = await NestFactory.create(ServiceModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    const request = { method: 'GET', path: '/things/undeclared' };
    expect(await send(await app.getUrl(), request, tokenFor(issuer))).toMatchObject({ status: 200 });
    await app.close();
  });

  it('stops the start with options that cannot be used', async () => {
    @Module({
      imports: [
        AuthModule.forRootAsync({ useFactory: () => ({ issuers: [{ issuer: 'x', audience: 'a' }], realm: '"' }) }),
      ],
    })
    class ServiceModule {}
    // The faults of the module's own options and those of the verifier's, in one message.
    await expect(NestFactory.create(ServiceModule, { logger: false, abortOnError: false })).rejects.toThrow(
      /issuers\.0\.issuer: [^]*realm: /,
    );
    expect(() => AuthModule.forRoot({ issuers: [] })).toThrow('issuers: must name at least one issuer');
  });

  it('logs which rule refused and what it found, and never the token', async () => {
    const lines: string[] = [];
    const write = (message: unknown) => void lines.push(String(message));
    const logger = { log: write, error: write, warn: write, debug: write, verbose: write, fatal: write };
    @Module({
      imports: [AuthModule.forRoot({ issuers: [{ issuer: 'https://issuer.example', audience: 'a' }] })],
      controllers: [ThingsController],
    })
    class ServiceModule {}
    const builder = overrideAuth(Test.createTestingModule({ imports: [ServiceModule] }), issuer);
    const app = (await builder.compile()).createNestApplication({ logger });
    await app.listen(0, '127.0.0.1');
    const expired = tokenFor(issuer, { expiresIn: -60, claims: { iat: Math.floor(Date.now() / 1000) - 120 } });
    const good = tokenFor(issuer, { subject: 'ada' });
    const url = await app.getUrl();
    await send(url, { method: 'GET', path: '/things/undeclared' }, expired);
    await send(url, { method: 'GET', path: '/things/all-of' }, good);
    await send(url, { method: 'GET', path: '/things/roles' }, good);
    const refusals = lines
      .filter((line) => line.includes('refused by'))
      .map((line) => line.replace(/\d{4}-\S+Z/g, 'T'));
    const claims = 'aud client_id exp iat iss jti roles scope sub username';
    expect(refusals).toEqual([
      'GET ThingsController.undeclared refused by the access_token rule: invalid_token (expired): exp has passed: found T, expected after T',
      `GET ThingsController.allOf refused by the scopes rule: insufficient_scope (lacks things:read things:list): scope: found missing (the token has ${claims}), expected "things:read" or "things:list"`,
      `GET ThingsController.roles refused by the roles rule: insufficient_role (has none of admin moderator): roles: found missing (the token has ${claims}), expected "admin" or "moderator"`,
    ]);
    expect(lines.join('\n')).not.toContain(expired.split('.')[1]);
    expect(lines.join('\n')).not.toContain(good.split('.')[1]);
    await app.close();
  });

  const failing = () => {
    throw new Error('audit');
  };
  it.each<[string, () => unknown, logged: string | undefined]>([
    ['throws', failing, 'audit'],
    ['rejects', async () => Promise.reject(new Error('audit')), 'audit'],
    ['throws nothing at all', () => thrown(undefined), 'onDecision failed: undefined'],
    ['throws a symbol', () => thrown(Symbol('audit')), 'onDecision failed: Symbol(audit)'],
    ['throws an object without a prototype', () => thrown(Object.create(null)), 'onDecision failed: '],
    ['throws a revoked proxy', () => thrown(revoked()), 'onDecision failed: <Revoked Proxy>'],
    ['returns a number', () => 7, undefined],
    ['returns a string', () => 'written', undefined],
    ['returns null', () => null, undefined],
    ['returns an object', () => ({ written: 1 }), undefined],
    ['returns a symbol', () => Symbol('written'), undefined],
    ['returns a thenable without catch', () => ({ then: (done: () => void) => done() }), undefined],
    [
      'returns a thenable that rejects',
      () => ({ then: (_: unknown, fail: (error: unknown) => void) => fail(new Error('audit')) }),
      'audit',
    ],
    ['returns a thenable that throws', () => ({ then: failing }), 'audit'],
    ['returns a function that is a thenable', () => Object.assign(() => 1, { then: failing }), 'audit'],
    ['returns an object whose `then` throws', () => Object.defineProperty({}, 'then', { get: failing }), 'audit'],
    ['returns an object whose `catch` throws', () => Object.defineProperty({}, 'catch', { get: failing }), undefined],
    ['returns a `catch` that is no function', () => ({ then: 1, catch: 1 }), undefined],
    ['returns a revoked proxy', revoked, "Cannot perform 'get' on a proxy that has been revoked"],
  ])('decides as without an audit hook where that %s', async (_, onDecision, expected) => {
    @Module({
      imports: [AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: null }], onDecision })],
      controllers: [ThingsController],
    })
    class ServiceModule {}
    const errors: string[] = [];
    const none = () => undefined;
    const error = (message: unknown) => void errors.push(message instanceof Error ? message.message : String(message));
    const logger = { log: none, error, warn: none, debug: none, verbose: none, fatal: none };
    const app = await NestFactory.create(ServiceModule, { logger });
    await app.listen(0, '127.0.0.1');
    const request = { method: 'GET', path: '/things/undeclared' };
    expect(await send(await app.getUrl(), request, tokenFor(issuer))).toMatchObject({ status: 200 });
    expect(await send(await app.getUrl(), request)).toMatchObject({ status: 401 });
    await app.close();
    expect(errors).toEqual(
      expected === undefined ? [] : [expect.stringContaining(expected), expect.stringContaining(expected)],
    );
  });

  it('lists routes under a global prefix, and its metadata outside of it', async () => {
    @Module({
      imports: [
        AuthModule.forRoot({
          issuers: [{ issuer: issuer.issuer, audience: null }],
          resource: 'https://things.example/api',
        }),
      ],
      controllers: [ThingsController],
    })
    class ServiceModule {}
    const app = await NestFactory.create(ServiceModule, { logger: false });
    app.setGlobalPrefix('api');
    await app.listen(0, '127.0.0.1');
    expect(routeDeclarations(app).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/api/things/all-of', '/.well-known/oauth-protected-resource/api']),
    );
    const url = await app.getUrl();
    const { text } = await send(url, { method: 'GET', path: '/.well-known/oauth-protected-resource/api' });
    expect(JSON.parse(text)).toMatchObject({ resource: 'https://things.example/api' });
    await app.close();
  });
});
