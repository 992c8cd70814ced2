import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { SignJWT } from 'jose';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { createTestIssuer, send, type TestIssuer, tokenFor } from '../testing';
import { closeServices, guardedService } from './guarded-service';

describe('passport, shared with others in the process', () => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(closeServices);
  afterAll(() => issuer.close());
  const issuers = () => [{ issuer: issuer.issuer, audience: issuer.audience }];

  it('leaves the verification of another passport-jwt strategy as it was', async () => {
    const secret = randomBytes(32);
    @Injectable()
    class LegacyStrategy extends PassportStrategy(Strategy) {
      constructor() {
        super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: secret, algorithms: ['HS256'] });
      }
      validate(payload: { sub: string }) {
        return { legacy: payload.sub };
      }
    }
    @Controller()
    class LegacyController {
      @UseGuards(AuthGuard('jwt'))
      @Get()
      get() {
        return 'legacy';
      }
    }
    @Module({ controllers: [LegacyController], providers: [LegacyStrategy] })
    class LegacyModule {}
    const legacy = await NestFactory.create(LegacyModule, { logger: false });
    await legacy.listen(0, '127.0.0.1');
    const ours = await guardedService(new ExpressAdapter(), { issuers: issuers() });

    const sign = (key: Uint8Array | KeyObject, alg: string) =>
      new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg }).setExpirationTime('5m').sign(key);
    const legacyToken = await sign(secret, 'HS256');
    const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const legacyUrl = await legacy.getUrl();
    expect(await send(legacyUrl, { method: 'GET', path: '/' }, legacyToken)).toMatchObject({ status: 200 });
    expect(await send(legacyUrl, { method: 'GET', path: '/' }, await sign(otherKey, 'RS256'))).toMatchObject({
      status: 401,
    });
    expect(await send(legacyUrl, { method: 'GET', path: '/' }, tokenFor(issuer))).toMatchObject({ status: 401 });
    const path = '/things/undeclared';
    expect(await send(ours.url, { method: 'GET', path }, legacyToken)).toMatchObject({ status: 401 });
    expect(await send(ours.url, { method: 'GET', path }, tokenFor(issuer))).toMatchObject({ status: 200 });
    await legacy.close();
  });

  it('keeps two applications in one process apart', async () => {
    const other = await createTestIssuer();
    const [first, second] = await Promise.all([
      guardedService(new ExpressAdapter(), { issuers: issuers() }),
      guardedService(new ExpressAdapter(), { issuers: [{ issuer: other.issuer, audience: other.audience }] }),
    ]);
    const request = { method: 'GET', path: '/things/undeclared' };
    expect(await send(first.url, request, tokenFor(issuer))).toMatchObject({ status: 200 });
    expect(await send(second.url, request, tokenFor(other))).toMatchObject({ status: 200 });
    expect(await send(first.url, request, tokenFor(other))).toMatchObject({ status: 401 });
    expect(await send(second.url, request, tokenFor(issuer))).toMatchObject({ status: 401 });
    await other.close();
  });

  it('lets nobody in where the seam was patched once more, and takes its strategy back at the end', async () => {
    const strategies = passport as unknown as { _strategies: Record<string, unknown> };
    const before = Object.keys(strategies._strategies);
    const { app, url } = await guardedService(new ExpressAdapter(), { issuers: issuers() });
    const seam = Strategy as unknown as { JwtVerifier: unknown };
    const ours = seam.JwtVerifier;
    seam.JwtVerifier = (...args: unknown[]) =>
      (args[3] as (error: null, payload: object) => void)(null, { sub: 'root' });
    const request = { method: 'GET', path: '/things/undeclared' };
    expect(await send(url, request, tokenFor(issuer))).toMatchObject({ status: 500 });
    seam.JwtVerifier = ours;
    expect(await send(url, request, tokenFor(issuer))).toMatchObject({ status: 200 });
    await app.close();
    expect(Object.keys(strategies._strategies)).toEqual(before);
  });

  it('serves the requests that are under way while the application closes', async () => {
    const { app, url } = await guardedService(new ExpressAdapter(), { issuers: issuers() });
    const server = app.getHttpServer() as Server;
    const closing = new Promise<void>((resolve) => server.once('request', () => resolve(app.close())));
    const answer = await send(url, { method: 'GET', path: '/things/undeclared' }, tokenFor(issuer));
    expect(answer.status).toBe(200);
    await closing;
  });
});
