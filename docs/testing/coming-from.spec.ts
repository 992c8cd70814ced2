import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type INestApplication, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createTestIssuer, overrideAuth, send, type TestIssuer, tokenFor } from '@gatehouse/auth/testing';
import { exampleBelow, faultsOf, pageText, run } from './code-blocks';
import { passportRequests } from './port/passport-requests';
import { keycloakRequests, type PortRequest, tokenOf } from './port/requests';

const text = (page: string) => pageText(`docs/coming-from/${page}.md`);

let issuer: TestIssuer;
let app: INestApplication | undefined;
afterEach(async () => {
  await app?.close();
  await issuer?.close();
});

/** Starts the example of a page, as it trusts its issuer or, with `trusting`, as it trusts the test issuer. */
async function start(example: string, trusting: 'its own' | 'the test issuer' = 'the test issuer'): Promise<string> {
  const { AppModule } = run(example);
  const builder = Test.createTestingModule({ imports: [AppModule as Type] });
  const module = trusting === 'its own' ? builder : overrideAuth(builder, issuer);
  app = (await module.compile()).createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

async function statuses(url: string, requests: readonly PortRequest[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const request of requests) {
    const { name, method, path } = request;
    found[name] = (await send(url, { method, path }, tokenOf(request, issuer))).status;
  }
  return found;
}

function differences(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) {
  expect(Object.keys(before)).toEqual(Object.keys(after));
  const names = Object.keys(before).filter((name) => before[name] !== after[name]);
  return Object.fromEntries(names.map((name) => [name, { before: before[name], after: after[name] }]));
}

/** The statuses that a page says to differ, by the name of the request. */
function differencesOn(page: string) {
  const rows = (page.split('## What answers differently')[1] ?? '').matchAll(
    /^\| (.+?) +\| (\d{3}) +\| (\d{3}) +\|$/gm,
  );
  return Object.fromEntries([...rows].map(([, name, before, after]) => [name, { before: +before!, after: +after! }]));
}

it('every page has examples that compile', () => {
  const pages = readdirSync(resolve(__dirname, '../coming-from')).map((file) => file.replace(/\.md$/, ''));
  expect(pages).toHaveLength(3);
  const installed = exampleBelow(text('passport-jwt'), 'Before');
  expect(faultsOf(installed, ...pages.map((page) => exampleBelow(text(page), 'After')))).toEqual([]);
}, 120_000);

it('a port from nest-keycloak-connect answers as before, but for what the page says', async () => {
  // What `nx run docs:port` found of the application before.
  const recorded = readFileSync(join(__dirname, 'port/nest-keycloak-connect.json'), 'utf8');
  issuer = await createTestIssuer({ preset: 'keycloak', audience: 'shop-api' });
  const after = await statuses(await start(exampleBelow(text('nest-keycloak-connect'), 'After')), keycloakRequests);
  const before = JSON.parse(recorded) as Record<string, number>;
  expect(differencesOn(text('nest-keycloak-connect'))).toEqual(differences(before, after));
});

it('a port from passport-jwt answers as before, but for what the page says', async () => {
  issuer = await createTestIssuer();
  const page = text('passport-jwt');
  const old = exampleBelow(page, 'Before').replaceAll('https://auth.example.com/auth', issuer.issuer);
  const before = await statuses(await start(old, 'its own'), passportRequests);
  await app?.close();
  const after = await statuses(await start(exampleBelow(page, 'After')), passportRequests);
  expect(differencesOn(page)).toEqual(differences(before, after));
});

it('a port from nestjs-cognito guards its routes', async () => {
  issuer = await createTestIssuer({ preset: 'cognito' });
  const url = await start(exampleBelow(text('nestjs-cognito'), 'After'));
  const get = async (path: string, token?: string) => {
    const answer = await send(url, { method: path === '/orders/1' ? 'DELETE' : 'GET', path }, token);
    return answer.status === 200 ? (JSON.parse(answer.text) as unknown) : answer.status;
  };
  const ada = tokenFor(issuer);
  expect(await get('/health')).toEqual({ status: 'ok' });
  expect(await get('/orders/offers')).toEqual({ offersFor: 'everyone' });
  expect(await get('/orders/offers', ada)).toEqual({ offersFor: 'ada' });
  expect(await get('/orders/offers', 'no.token.atall')).toBe(401);
  expect(await get('/orders')).toBe(401);
  expect(await get('/orders', ada)).toEqual({ ordersOf: 'ada' });
  expect(await get('/orders', issuer.mintIdToken())).toBe(401);
  expect(await get('/orders/all', ada)).toBe(403);
  expect(await get('/orders/all', tokenFor(issuer, { scopes: ['orders/read'] }))).toEqual([]);
  expect(await get('/orders/1', ada)).toBe(403);
  expect(await get('/orders/1', tokenFor(issuer, { roles: ['clerk'] }))).toEqual({});
});
