import { csrfTokenFor } from '..';
import { createTestIssuer, type TestIssuer, tokenFor } from '../testing';
import { exchange } from '../testing/exchange';
import { adapters, closeServices, guardedService } from './guarded-service';

const NAME = '__Host-access_token';
const APP = 'https://app.example';

describe.each(adapters)('the cookie transport on %s', (_, adapter) => {
  let issuer: TestIssuer;
  let url: string;
  let token: string;

  beforeAll(async () => {
    issuer = await createTestIssuer();
    ({ url } = await guardedService(adapter(), {
      issuers: [{ issuer: issuer.issuer, audience: issuer.audience }],
      cookie: { name: NAME, trustedOrigins: [APP] },
    }));
    token = tokenFor(issuer, { scopes: ['things:write'], roles: ['admin'] });
  });
  afterAll(async () => {
    await closeServices();
    await issuer.close();
  });

  const read = (cookie: string, headers = {}) =>
    exchange(url, { method: 'GET', path: '/things/undeclared', headers }, [['Cookie', cookie]]);
  const write = (headers: Record<string, string>, cookie = `${NAME}=${token}`) =>
    exchange(url, { method: 'POST', path: '/things/both/1', headers, body: {} }, [['Cookie', cookie]]);

  it('takes the token from the cookie, among others', async () => {
    expect(await read(`\u00a0${NAME}=planted; ${NAME}=${token}`)).toMatchObject({ status: 200 });
    expect(await read(`theme=dark; ${NAME}=${token}; ${NAME}2=x`)).toMatchObject({ status: 200 });
  });

  it('needs no longer for a cookie full of blanks', async () => {
    const before = process.cpuUsage();
    const blanks = `a${' '.repeat(7000)}b=1`;
    for (let i = 0; i < 40; i++) {
      expect(await read(`${blanks}; ${NAME} =\t ${token} `)).toMatchObject({ status: 200 });
    }
    expect(process.cpuUsage(before).user).toBeLessThan(1_500_000);
  });

  it.each([
    ['no such cookie', 'theme=dark', 401],
    ['an empty cookie', `${NAME}=`, 401],
    ['a bad token', `${NAME}=a.b.c`, 401],
    ['a name that only looks prefixed, planted from elsewhere', `\u00a0${NAME}=a.b.c`, 401],
    ['two of the name, of which one may be planted', `${NAME}=a.b.c; ${NAME}=a.b.c`, 400],
  ])('answers %s as the header is answered', async (_name, cookie, status) => {
    expect(await read(cookie)).toMatchObject({ status });
  });

  it('lets a page of a trusted origin, or of its own, write with the CSRF token', async () => {
    const csrf = { 'X-CSRF-Token': csrfTokenFor(token) };
    expect(await write({ ...csrf, Origin: APP, 'Sec-Fetch-Site': 'same-site' })).toMatchObject({ status: 201 });
    expect(await write({ ...csrf, Origin: APP })).toMatchObject({ status: 201 });
    expect(await write({ ...csrf, 'Sec-Fetch-Site': 'same-origin' })).toMatchObject({ status: 201 });
  });

  it.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['another origin that looks alike', { Origin: `${APP}.evil.example` }],
    ['the null origin', { Origin: 'null' }],
    ['a cross-site page', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another host of the site', { 'Sec-Fetch-Site': 'same-site' }],
    ['nowhere', { 'Sec-Fetch-Site': 'none' }],
    ['who does not say', {}],
  ])('refuses to write for %s, even with the CSRF token', async (_name, headers) => {
    const answer = await write({ ...headers, 'X-CSRF-Token': csrfTokenFor(token) });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({ type: 'urn:gatehouse:problem:csrf' });
  });

  it.each([
    ['none', {}],
    ['an empty one', { 'X-CSRF-Token': '' }],
    ['another session’s', { 'X-CSRF-Token': csrfTokenFor('another.access.token') }],
    ['one and more', { 'X-CSRF-Token': 'x'.repeat(43) }],
  ])('refuses to write with a CSRF token that is %s', async (_name, headers) => {
    expect(await write({ ...headers, Origin: APP })).toMatchObject({ status: 403 });
  });

  it('asks a header credential for no CSRF token, and lets it win over the cookie', async () => {
    const headers = [
      ['Authorization', `Bearer ${token}`],
      ['Cookie', `${NAME}=a.b.c`],
    ] as const;
    const request = { method: 'POST', path: '/things/both/1', body: {} };
    expect(await exchange(url, request, headers)).toMatchObject({ status: 201 });
  });

  it('says 401 of a bad cookie before it says anything of CSRF', async () => {
    expect(await write({}, `${NAME}=a.b.c`)).toMatchObject({ status: 401 });
  });

  it('is off unless configured', async () => {
    const other = await guardedService(adapter(), { issuers: [{ issuer: issuer.issuer, audience: null }] });
    const request = { method: 'GET', path: '/things/undeclared' };
    expect(await exchange(other.url, request, [['Cookie', `${NAME}=${token}`]])).toMatchObject({ status: 401 });
  });
});
