import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Controller, type DynamicModule, Get, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { verifierOptionFaults } from '@gatehouse/access-token';
import {
  createTestIssuer,
  createTestKey,
  type MintOptions,
  publicJwk,
  type TestIssuer,
  type TestIssuerOptions,
} from '@gatehouse/access-token/testing';
import {
  AuthModule,
  type AuthOptions,
  CurrentPrincipal,
  type Principal,
  RequireRoles,
  RequireScopes,
} from '@gatehouse/auth';
import { overrideAuth, send } from '@gatehouse/auth/testing';
import { guardOptions, parseEnvironment, resourceServerEnvironment } from '@gatehouse/service';
import { z } from 'zod';
import { codeBlocks, faultsOf, pageText, run } from './code-blocks';
import { type IssuerPage, issuerPages, type Trap } from './issuer-pages';

@Controller('orders')
class OrdersController {
  @Get()
  list(@CurrentPrincipal() { clientId, scopes, roles }: Principal) {
    return { clientId, scopes: [...scopes], roles: [...roles] };
  }

  @RequireScopes('orders:read')
  @Get('read')
  read() {
    return {};
  }

  @RequireRoles('clerk')
  @Get('open')
  open() {
    return {};
  }
}

/** A configuration of a page: the options of AuthModule, and the same as variables where a service can have them. */
interface Recipe {
  readonly code: string;
  readonly variables: string | undefined;
}

function recipesOf(page: string): readonly Recipe[] {
  const blocks = codeBlocks(page);
  return blocks.flatMap(({ language, text }, index) => {
    if (language !== 'ts') return [];
    const next = blocks[index + 1];
    return [{ code: text, variables: next?.language === 'sh' ? next.text : undefined }];
  });
}

/** Runs `AuthModule.forRoot(…)` as the page has it. */
function configured(code: string): { readonly options: AuthOptions; readonly module: DynamicModule } {
  let found: AuthOptions | undefined;
  let module: DynamicModule | undefined;
  const forRoot = (options: AuthOptions) => {
    found = options;
    return (module = AuthModule.forRoot(options));
  };
  run(code, { AuthModule: { forRoot } });
  if (found === undefined || module === undefined) throw new Error('the block does not call AuthModule.forRoot');
  return { options: found, module };
}

function optionsOf(page: string, recipe = 0): AuthOptions {
  return configured(recipesOf(page)[recipe]?.code ?? '').options;
}

/** The claims of a good token, without what its shape leaves out. */
function identified(issuer: TestIssuer, identity: object, others: object = {}): MintOptions['claims'] {
  const none = Object.fromEntries(Object.keys(issuer.claims()).map((name) => [name, undefined]));
  return { ...none, ...issuer.claims(identity), ...others };
}

const folder = resolve(__dirname, '../issuers');
const text = (page: string) => pageText(`docs/issuers/${page}`);

describe('the pages of issuers', () => {
  it('are all tried, and all in the table of the folder', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    expect(pages.sort()).toEqual(issuerPages.map(({ page }) => page).sort());
    for (const page of pages) expect(text('README.md')).toContain(`](${page})`);
  });

  // Milliseconds: it compiles the libraries.
  it('compile', () => {
    const all = issuerPages.flatMap(({ page }) => recipesOf(text(page)));
    expect(all.length).toBeGreaterThan(10);
    const examples = all.map(({ code }) => `import { AuthModule } from '@gatehouse/auth';\n${code}`);
    expect(faultsOf(...examples)).toEqual([]);
  }, 120_000);
});

describe.each(issuerPages)('$page', ({ page, issuer: setup, recipes, traps, unable = [] }: IssuerPage) => {
  const shown = recipesOf(text(page));
  let issuer: TestIssuer;
  let app: INestApplication | undefined;
  afterEach(async () => {
    await app?.close();
    await issuer?.close();
  });

  async function start(code: string, changes: TestIssuerOptions = {}) {
    issuer = await createTestIssuer({ ...setup, ...changes });
    const builder = Test.createTestingModule({
      imports: [configured(code).module],
      controllers: [OrdersController],
    });
    app = (await overrideAuth(builder, issuer).compile()).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    return async (token: string) => {
      const answer = await send(url, { method: 'GET', path: '/orders' }, token);
      return { status: answer.status, body: answer.status === 200 ? (JSON.parse(answer.text) as object) : undefined };
    };
  }

  it('has a test for each configuration, and variables for the first', () => {
    expect(shown).toHaveLength(recipes.length);
    expect(shown[0]?.variables).toBeDefined();
    expect(shown.flatMap(({ variables }, index) => (variables === undefined ? [index] : []))).toEqual(unable);
  });

  it.each(recipes.map((recipe, index) => ({ ...recipe, index })))(
    'takes an access token and rejects an ID token with configuration $index',
    async ({ index, identity = {}, claims, shape, principal }) => {
      const get = await start(shown[index]?.code ?? '', shape && { shape });
      const scopes = ['orders:read'];
      const token = issuer.mint({ claims: identified(issuer, { scopes, roles: ['clerk'], ...identity }, claims) });
      expect(await get(token)).toEqual({ status: 200, body: { clientId: 'web', ...principal } });
      expect(await get(issuer.mintIdToken())).toMatchObject({ status: 401 });
    },
  );

  it.each(shown.flatMap(({ code, variables }, index) => (variables === undefined ? [] : [{ code, variables, index }])))(
    'says the same in variables as in options, configuration $index',
    ({ code, variables }) => {
      const config = parseEnvironment(z.object(resourceServerEnvironment), parseEnv(variables));
      const { issuers, resource } = guardOptions({ name: 'orders', basePath: '/orders' }, config);
      const { options } = configured(code);
      expect({ issuers, resource }).toEqual({ issuers: options.issuers, resource: options.resource });
    },
  );

  it('shows for each trap the line that it logs', async () => {
    const rows = (text(page).split('## Traps')[1] ?? '').matchAll(/^\| .* \| `([^`]+)` *\|$/gm);
    const lines: string[] = [];
    for (const trap of traps) lines.push(await lineOf(trap));
    expect([...rows].map(([, line]) => line)).toEqual(lines);
  });

  /** What a service at the addresses of the page logs or throws. */
  async function lineOf({ recipe = 0, issuer: changed, faults, path = '/orders', claims, ...minted }: Trap) {
    const options = optionsOf(text(page), recipe);
    const [trusted] = options.issuers.map((given) => ({ ...given, ...changed }));
    if (trusted === undefined) throw new Error('the page trusts no issuer');
    if (faults !== undefined) return verifierOptionFaults({ issuers: [trusted] }).join();
    issuer = await createTestIssuer(setup);
    issuer.keys = [createTestKey('key-1')];
    const lines: string[] = [];
    const note = (message: unknown, context?: unknown) => {
      if (context === 'AuthModule') lines.push(String(message));
    };
    const none = () => undefined;
    const [tenant = ''] = ('tenants' in trusted ? trusted.tenants : undefined) ?? [];
    const name = trusted.issuer.replace('{tenantid}', tenant);
    const served = await NestFactory.create(
      {
        module: class {},
        imports: [AuthModule.forRoot({ ...options, issuers: [trusted], fetch: documentsOf(name, minted.documents) })],
        controllers: [OrdersController],
      },
      { logger: { log: none, error: none, warn: note, debug: note } },
    );
    await served.listen(0, '127.0.0.1');
    const audience = 'audience' in trusted ? [trusted.audience].flat()[0] : undefined;
    const clientId = 'clientIds' in trusted ? [trusted.clientIds].flat()[0] : 'web';
    const identity = {
      issuer: name,
      audience,
      clientId,
      scopes: ['orders:read'],
      roles: ['clerk'],
      ...minted.identity,
    };
    const token =
      minted.token ??
      (minted.idToken
        ? issuer.mintIdToken({ claims: { iss: name, aud: audience ?? clientId, ...claims } })
        : issuer.mint({
            claims: identified(issuer, identity, claims),
            ...(minted.header && { header: minted.header }),
          }));
    await send(await served.getUrl(), { method: 'GET', path }, token);
    await served.close();
    await issuer.close();
    const [line = ''] = lines.filter((found) => found.includes('refused by'));
    return line.replace(/^.* rule: /, '');
  }

  /** Answers for the issuer of the page as its discovery and its keys do. */
  function documentsOf(name: string, changed: object = {}): NonNullable<AuthOptions['fetch']> {
    const reply = (document: object) => Promise.resolve(new Response(JSON.stringify(document)) as never);
    return (url) =>
      url.includes('openid-configuration')
        ? reply({ issuer: name, jwks_uri: 'https://keys.example.com/keys', ...changed })
        : reply({ keys: issuer.keys.map(publicJwk) });
  }
});
