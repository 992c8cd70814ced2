import { Controller, Get, Inject, Injectable, Post, Req, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { ConfigurationError } from '@gatehouse/access-token';
import { createTestIssuer, send, type TestIssuer, tokenFor } from '../testing';
import { exchange } from '../testing/exchange';
import { AuthModule, OptionalPrincipal, type Principal, principalOf, Public, RequireScopes } from '..';
import { adapters, closeServices, startedService } from './guarded-service';

type Carrier = { user?: Partial<Principal> | undefined };

@Injectable({ scope: Scope.REQUEST })
class CurrentCaller {
  constructor(@Inject(REQUEST) private readonly request: Carrier) {}

  get subjects() {
    return [this.request.user?.subject ?? null, principalOf(this.request)?.subject ?? null];
  }
}

@Controller()
class CallerController {
  constructor(private readonly caller: CurrentCaller) {}

  @Get('guarded')
  guarded(@Req() request: Carrier) {
    return { subjects: this.caller.subjects, same: request.user === principalOf(request) };
  }

  @Public()
  @Get('public')
  open() {
    return { subjects: this.caller.subjects };
  }

  @Public()
  @Get('optional')
  optional(@OptionalPrincipal() _?: Principal) {
    return { subjects: this.caller.subjects };
  }

  @RequireScopes('never')
  @Get('scoped')
  scoped() {}

  @Post('written')
  written() {
    return { subjects: this.caller.subjects };
  }
}

const cookie = '__Host-token' as const;

describe.each(adapters)('the property of the request on %s', (_, adapter) => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(closeServices);
  afterAll(() => issuer.close());

  const options = () => ({
    issuers: [{ issuer: issuer.issuer, audience: issuer.audience }],
    cookie: { name: cookie, trustedOrigins: [] },
  });

  /** Middleware or hooks before the guards leave `user` on each request, as `put` does it. */
  async function start(requestProperty: string | undefined, put?: (request: Carrier) => void) {
    const left: Carrier[] = [];
    const imports = [AuthModule.forRoot({ ...options(), ...(requestProperty !== undefined && { requestProperty }) })];
    const { url } = await startedService(
      adapter(),
      { imports, controllers: [CallerController], providers: [CurrentCaller] },
      (app) => {
        const before = (request: Carrier): void => {
          put?.(request);
          left.push(request);
        };
        const server = app.getHttpAdapter().getInstance() as {
          addHook?: (name: string, hook: (request: Carrier, reply: unknown, done: () => void) => void) => void;
        };
        if (server.addHook) {
          server.addHook('onRequest', (request, _reply, done) => {
            before(request);
            done();
          });
        } else {
          app.use((request: Carrier, _response: unknown, next: () => void) => {
            before(request);
            next();
          });
        }
      },
    );
    const get = async (path: string, token?: string) => {
      const { status, text } = await send(url, { method: 'GET', path }, token);
      return status === 200 ? (JSON.parse(text) as object) : status;
    };
    return { url, get, left };
  }

  it('is the principal, for a token that is seen the first time and the second', async () => {
    const { get } = await start('user');
    const token = tokenFor(issuer, { subject: 'ada' });
    expect(await get('/guarded', token)).toEqual({ subjects: ['ada', 'ada'], same: true });
    expect(await get('/guarded', token)).toEqual({ subjects: ['ada', 'ada'], same: true });
    expect(await get('/optional', token)).toEqual({ subjects: ['ada', 'ada'] });
    expect(await get('/public', token)).toEqual({ subjects: [null, null] });
    expect(await get('/optional')).toEqual({ subjects: [null, null] });
  });

  it('is not set without the option', async () => {
    const { get } = await start(undefined);
    expect(await get('/guarded', tokenFor(issuer, { subject: 'ada' }))).toEqual({
      subjects: [null, 'ada'],
      same: false,
    });
  });

  it.each<[string, (request: Carrier) => void]>([
    ['a value', (request) => (request.user = { subject: 'mallory' })],
    [
      'a value that is read-only',
      (request) => Object.defineProperty(request, 'user', { value: { subject: 'mallory' }, configurable: true }),
    ],
    [
      'an accessor that ignores what is set',
      (request) =>
        Object.defineProperty(request, 'user', {
          get: () => ({ subject: 'mallory' }),
          set: () => undefined,
          configurable: true,
        }),
    ],
    [
      'an accessor of the prototype',
      (request) =>
        Object.setPrototypeOf(
          request,
          Object.create(Object.getPrototypeOf(request) as object, {
            user: { get: () => ({ subject: 'mallory' }), set: () => undefined },
          }) as object,
        ),
    ],
    [
      'the principal of another application',
      (request) => Object.assign(request, { [Symbol.for('@gatehouse/auth:principal')]: { subject: 'mallory' } }),
    ],
  ])('keeps nothing where somebody left %s', async (_name, put) => {
    const { url, get, left } = await start('user', put);
    expect(await get('/public')).toEqual({ subjects: [null, null] });
    expect(await get('/optional')).toEqual({ subjects: [null, null] });
    expect(await get('/guarded')).toBe(401);
    expect(await get('/guarded', 'no.token.atall')).toBe(401);
    expect(await get('/optional', 'no.token.atall')).toBe(401);
    const forged = [['Cookie', `${cookie}=${tokenFor(issuer)}`]] as const;
    expect(await exchange(url, { method: 'POST', path: '/written', body: {} }, forged)).toMatchObject({ status: 403 });
    expect(left.map(({ user }) => user)).toEqual(Array(6).fill(undefined));
    expect(await get('/guarded', tokenFor(issuer, { subject: 'ada' }))).toEqual({
      subjects: ['ada', 'ada'],
      same: true,
    });
  });

  it('makes no principal of what a caller sends', async () => {
    const { get } = await start('user');
    expect(await get('/optional?user[subject]=root&user=root')).toEqual({ subjects: [null, null] });
  });

  it('holds who it was where a scope is missing', async () => {
    const { get, left } = await start('user');
    expect(await get('/scoped', tokenFor(issuer, { subject: 'ada' }))).toBe(403);
    expect(left[0]?.user?.subject).toBe('ada');
  });

  it('has no name that a request has already', async () => {
    const names = new Set<string>();
    @Controller()
    class NamesController {
      @Public()
      @Get()
      names(@Req() request: object) {
        for (let part: object | null = request; part !== null; part = Object.getPrototypeOf(part) as object | null) {
          for (const name of Object.getOwnPropertyNames(part)) names.add(name);
        }
      }
    }
    const { url } = await startedService(adapter(), {
      imports: [AuthModule.forRoot(options())],
      controllers: [NamesController],
    });
    await send(url, { method: 'GET', path: '/' });
    const free = [...names].filter((name) => {
      try {
        AuthModule.forRoot({ ...options(), requestProperty: name });
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        return false;
      }
    });
    expect(names.size).toBeGreaterThan(20);
    expect(free).toEqual([]);
  });

  it.each([
    '',
    ' user',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'then',
    'body',
    'session',
    'a.b',
    '0',
    'ü',
    7,
    null,
  ])('is no %j', (name) => {
    const forRoot = () => AuthModule.forRoot({ ...options(), requestProperty: name as string });
    expect(forRoot).toThrow(/requestProperty: /);
  });
});
