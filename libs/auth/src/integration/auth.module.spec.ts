import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { createTestIssuer, overrideAuth, send, type TestIssuer, tokenFor } from '../testing';
import { AuthModule, routeDeclarations } from '..';
import { ThingsController } from './guarded-service';

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

  it('survives an audit hook that fails', async () => {
    for (const onDecision of [
      () => {
        throw new Error('audit');
      },
      async () => Promise.reject(new Error('audit')),
    ]) {
      @Module({
        imports: [AuthModule.forRoot({ issuers: [{ issuer: issuer.issuer, audience: null }], onDecision })],
        controllers: [ThingsController],
      })
      class ServiceModule {}
      const app = await NestFactory.create(ServiceModule, { logger: false });
      await app.listen(0, '127.0.0.1');
      const request = { method: 'GET', path: '/things/undeclared' };
      expect(await send(await app.getUrl(), request, tokenFor(issuer))).toMatchObject({ status: 200 });
      expect(await send(await app.getUrl(), request)).toMatchObject({ status: 401 });
      await app.close();
    }
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
