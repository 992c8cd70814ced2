import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type INestApplication, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import ts from 'typescript';
import { createTestIssuer, overrideAuth, send, type TestIssuer, tokenFor } from '../testing';

const library = resolve(__dirname, '../..');
const readme = readFileSync(join(library, 'README.md'), 'utf8');

/** The first block of TypeScript below a heading. */
function exampleBelow(heading: string): string {
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const block = /^```ts\n([^]*?)^```$/m.exec(section)?.[1];
  if (block === undefined) throw new Error(`no example below ${heading}`);
  return block;
}

const compilerOptions = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(library, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  library,
).options;

/** The faults that a project gets which copies the example. */
function faultsOf(example: string): string[] {
  const file = join(library, 'src/example.ts');
  const host = ts.createCompilerHost(compilerOptions);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.readFile = (path) => (path === file ? example : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, example, ts.ScriptTarget.ES2023) : getSourceFile(path, ...rest);
  const program = ts.createProgram([file], { ...compilerOptions, noEmit: true }, host);
  const faults = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  return faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The exports of the example, run as it is in the README. */
function run(example: string): Record<string, Type<unknown>> {
  const { outputText } = ts.transpileModule(example, {
    compilerOptions: {
      ...compilerOptions,
      module: ts.ModuleKind.CommonJS,
      moduleResolution: undefined,
      paths: undefined,
    },
  });
  const exported = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  (new Function('require', 'exports', outputText) as (load: NodeJS.Require, exports: object) => void)(
    require,
    exported,
  );
  return exported;
}

describe('the README', () => {
  let issuer: TestIssuer;
  let app: INestApplication | undefined;
  beforeAll(async () => {
    issuer = await createTestIssuer();
  });
  afterEach(() => app?.close());
  afterAll(() => issuer.close());

  async function start(module: Type<unknown> | undefined) {
    const builder = Test.createTestingModule({ imports: [module as Type<unknown>] });
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
    (heading) => expect(faultsOf(exampleBelow(heading))).toEqual([]),
    patience,
  );

  it(
    'would be told what does not compile',
    () => expect(faultsOf('export const wrong: string = 7;')).toHaveLength(1),
    patience,
  );

  it('guards a service', async () => {
    const get = await start(run(exampleBelow('A guarded service in ten lines'))['OrdersModule']);
    expect(await get('/orders')).toEqual([401, {}]);
    expect(await get('/orders', tokenFor(issuer))).toEqual([403, {}]);
    const token = tokenFor(issuer, { subject: 'ada', scopes: ['orders:read'] });
    expect(await get('/orders', token)).toEqual([200, { ordersOf: 'ada' }]);
  });

  it('shows own code that knows the principal', async () => {
    const { InvoicesModule, Messages } = run(exampleBelow('The principal in your own code'));
    const get = await start(InvoicesModule);
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
