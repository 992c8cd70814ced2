import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type INestApplication, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createTestIssuer, overrideAuth, send, type TestIssuer } from '@gatehouse/auth/testing';
import { exampleBelow, faultsOf, pageText, run } from './code-blocks';
import { keycloakRequests, tokenOf } from './port/requests';

const page = pageText('docs/coming-from/nest-keycloak-connect.md');

/** The statuses that a page says to differ, by the name of the request. */
function differencesOn(text: string): Record<string, { before: number; after: number }> {
  const rows = (text.split('## What answers differently')[1] ?? '').matchAll(
    /^\| (.+?) +\| (\d{3}) +\| (\d{3}) +\|$/gm,
  );
  return Object.fromEntries([...rows].map(([, name, before, after]) => [name, { before: +before!, after: +after! }]));
}

describe('a port from nest-keycloak-connect', () => {
  // What `nx run docs:port` found of the application before.
  const recorded = JSON.parse(readFileSync(join(__dirname, 'port/nest-keycloak-connect.json'), 'utf8')) as Record<
    string,
    number
  >;
  let issuer: TestIssuer;
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    issuer = await createTestIssuer({ preset: 'keycloak', audience: 'shop-api' });
    const { AppModule } = run(exampleBelow(page, 'After'));
    const builder = Test.createTestingModule({ imports: [AppModule as Type] });
    app = (await overrideAuth(builder, issuer).compile()).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app?.close();
    await issuer?.close();
  });

  it('compiles', () => expect(faultsOf(exampleBelow(page, 'After'))).toEqual([]), 120_000);

  it('is tried with each request that was recorded, and no other', () => {
    expect(Object.keys(recorded)).toEqual(keycloakRequests.map(({ name }) => name));
  });

  it('answers as before, but for what the page says', async () => {
    const differences: Record<string, { before: number | undefined; after: number }> = {};
    for (const request of keycloakRequests) {
      const { name, method, path } = request;
      const { status: after } = await send(url, { method, path }, tokenOf(request, issuer));
      const before = recorded[name];
      if (before !== after) differences[name] = { before, after };
    }
    expect(differencesOn(page)).toEqual(differences);
  });
});
