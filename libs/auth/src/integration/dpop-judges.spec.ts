import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccessTokenVerifier, createDpopVerifier } from '@gatehouse/access-token';
import {
  base64url,
  compactJws,
  confirmationOf,
  createTestIssuer,
  createTestKey,
  dpopProof,
  signWith,
  type TestIssuer,
  type TestKey,
} from '@gatehouse/access-token/testing';
import express, { type NextFunction, type Request, type Response } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';

const PATH = '/things/1';

/** What differs from a good request with a good proof. */
interface Case {
  readonly name: string;
  readonly client?: TestKey;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: (url: string) => Readonly<Record<string, unknown>>;
  readonly cnf?: unknown;
  readonly method?: string;
  /** The request line. */
  readonly target?: string;
  readonly proof?: (good: string) => string | undefined;
  readonly signer?: (input: string) => string | Uint8Array;
  readonly scheme?: string;
}

const keys = (['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'PS256'] as const).map((alg) => createTestKey('k', alg));
const [es256 = createTestKey('k', 'ES256')] = keys;
const other = createTestKey('other', 'ES256');
const jwk = (key = es256) => key.publicKey.export({ format: 'jwk' });
const now = () => Math.floor(Date.now() / 1000);

/** Reasons why the two judges differ, by the name of the case. `ours` is our answer. */
const KNOWN: Readonly<Record<string, { readonly ours: 'taken' | 'refused'; readonly why: string }>> = {
  'htm get': { ours: 'refused', why: 'RFC 9110 §9.1: methods are case-sensitive; the peer compares without case' },
  'htm Get': { ours: 'refused', why: 'as htm get' },
  'jti a number': { ours: 'refused', why: 'RFC 7519 §4.1.7: jti is a string; the peer only wants it to be there' },
  'jti an object': { ours: 'refused', why: 'as jti a number' },
  'jti true': { ours: 'refused', why: 'as jti a number' },
  'jti of 600 characters': { ours: 'refused', why: 'RFC 9449 §11.1: the size is bounded; the peer has no bound' },
  'typ DPOP+JWT': { ours: 'refused', why: 'RFC 9449 §4.2 gives one spelling; jose compares media types without case' },
  'typ application/dpop+jwt': { ours: 'refused', why: 'as typ DPOP+JWT' },
  'jwk with use enc': { ours: 'refused', why: 'RFC 7517 §4.2: the key says that it is not for signatures' },
  'jwk with key_ops sign': { ours: 'refused', why: 'RFC 7517 §4.3: the key says that it does not verify' },
};

const set = (name: string, value: unknown) => () => ({ [name]: value });

function* cases(): Generator<Case> {
  for (const client of keys) {
    for (let i = 0; i < 10; i++) yield { name: `good ${client.algorithm} ${i}`, client };
    yield { name: `tampered ${client.algorithm}`, client, proof: (good) => `${good.slice(0, -8)}AAAAAAAA` };
    yield {
      name: `key of another ${client.algorithm}`,
      client,
      header: { jwk: jwk(createTestKey('k', client.algorithm)) },
    };
    yield { name: `bound to another ${client.algorithm}`, client, cnf: confirmationOf(other) };
    yield {
      name: `${client.algorithm} with its private key`,
      client,
      header: { jwk: client.privateKey.export({ format: 'jwk' }) },
    };
    for (const alg of ['none', 'HS256', 'ES256', 'RS256', 'PS256', 'EdDSA', 'ES384', 'RS1', 'es256', '']) {
      if (alg !== client.algorithm) yield { name: `${client.algorithm} as ${alg}`, client, header: { alg } };
    }
  }
  for (const typ of ['JWT', 'at+jwt', 'dpop', 'DPOP+JWT', 'application/dpop+jwt', '', undefined, 7, null]) {
    yield { name: `typ ${String(typ)}`, header: { typ } };
  }
  for (const crit of [['exp'], [], 'exp', ['b64']]) yield { name: `crit ${JSON.stringify(crit)}`, header: { crit } };
  yield { name: 'a kid', header: { kid: 'mine' } };
  for (const value of [
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { kty: 'oct', k: 'AAAA' },
    { kty: 'EC' },
    { ...jwk(), crv: 'P-384' },
  ]) {
    yield { name: `jwk ${JSON.stringify(value)?.slice(0, 20)}`, header: { jwk: value } };
  }
  yield { name: 'jwk with use enc', header: { jwk: { ...jwk(), use: 'enc' } } };
  yield { name: 'jwk with use sig', header: { jwk: { ...jwk(), use: 'sig' } } };
  yield { name: 'jwk with key_ops sign', header: { jwk: { ...jwk(), key_ops: ['sign'] } } };
  yield { name: 'jwk with key_ops verify', header: { jwk: { ...jwk(), key_ops: ['verify'] } } };
  yield { name: 'jwk with x of y', header: { jwk: { ...jwk(), x: jwk().y } } };
  const ids: Record<string, unknown> = {
    missing: undefined,
    null: null,
    empty: '',
    'a number': 7,
    true: true,
    'an object': { a: 1 },
  };
  for (const [name, jti] of Object.entries(ids)) yield { name: `jti ${name}`, claims: set('jti', jti) };
  for (const length of [1, 36, 256, 512, 600])
    yield { name: `jti of ${length} characters`, claims: set('jti', 'j'.repeat(length)) };
  for (const htm of [undefined, null, '', 'get', 'Get', 'POST', 'HEAD', 'GET ', ['GET'], 7]) {
    yield { name: `htm ${Array.isArray(htm) ? 'list' : String(htm)}`, claims: set('htm', htm) };
  }
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    yield { name: `${method} as it is`, method };
    yield {
      name: `${method} with a proof for GET or PUT`,
      method,
      claims: set('htm', method === 'GET' ? 'PUT' : 'GET'),
    };
  }
  const seconds = [0, -5, -30, -50, -70, -120, -3600, -1e9, 5, 15, 60, 3600, 1e9];
  for (const offset of seconds) yield { name: `iat ${offset} s from now`, claims: () => ({ iat: now() + offset }) };
  for (const iat of [undefined, null, '', String(now()), true, [], {}, -1, 1e300]) {
    yield { name: `iat ${JSON.stringify(iat)}`, claims: set('iat', iat) };
  }
  for (const offset of [-3600, -60, 60, 3600]) {
    yield { name: `exp ${offset} s from now`, claims: () => ({ exp: now() + offset }) };
    yield { name: `nbf ${offset} s from now`, claims: () => ({ nbf: now() + offset }) };
  }
  for (const ath of [undefined, null, '', 7, [], 'x', createHash('sha256').update('x').digest('base64url')]) {
    yield { name: `ath ${JSON.stringify(ath)}`, claims: set('ath', ath) };
  }
  for (const cnf of [
    undefined,
    null,
    'text',
    [],
    {},
    { jkt: '' },
    { jkt: null },
    { jkt: 7 },
    { jkt: [confirmationOf(es256).jkt] },
  ]) {
    yield { name: `cnf ${JSON.stringify(cnf)?.slice(0, 20)}`, cnf: cnf ?? NONE };
  }
  yield { name: 'cnf with a certificate', cnf: { 'x5t#S256': confirmationOf(es256).jkt } };
  const spellings: Record<string, (url: string) => unknown> = {
    'a query': (url) => `${url}?a=b`,
    'a fragment': (url) => `${url}#a`,
    'a query with the path': (url) => url.replace(PATH, `/?${PATH}`),
    'a slash more at the end': (url) => `${url}/`,
    'capitals in the scheme': (url) => url.replace('http', 'HTTP'),
    'capitals in the host': (url) => url.replace('localhost', 'LocalHost'),
    'capitals in the path': (url) => url.replace('things', 'Things'),
    'dot segments': (url) => url.replace('/things', '/x/../things'),
    'escaped dot segments': (url) => url.replace('/things', '/x/%2e%2E/things'),
    'a dot segment': (url) => url.replace('/things', '/./things'),
    'escapes that need not be': (url) => url.replace('/things', '/%74hing%73'),
    'an escaped slash': (url) => url.replace('/1', '%2F1'),
    'a double escape': (url) => url.replace('things', '%2574hings'),
    'a broken escape': (url) => `${url}%zz`,
    'two slashes': (url) => url.replace('/things', '//things'),
    https: (url) => url.replace('http:', 'https:'),
    'another host': (url) => url.replace('localhost', 'evil.example'),
    'another port': (url) => url.replace(/:\d+/, ':1'),
    'no port': (url) => url.replace(/:\d+/, ''),
    'a user': (url) => url.replace('localhost', 'localhost@evil.example'),
    'another path': (url) => url.replace('/1', '/2'),
    'no host': () => PATH,
    'no scheme': (url) => url.replace('http:', ''),
    'another scheme': (url) => url.replace('http', 'ftp'),
    nothing: () => undefined,
    'empty text': () => '',
    null: () => null,
    'a list': (url) => [url],
    'an object': (url) => ({ url }),
    words: () => 'not a url',
  };
  for (const [name, htu] of Object.entries(spellings))
    yield { name: `htu with ${name}`, claims: (url) => ({ htu: htu(url) }) };
  const targets = [`${PATH}?a=b`, `${PATH}?a=/x/../y`, `${PATH}?`, `${PATH}?a=b&a=c%2F`];
  for (const target of targets) yield { name: `a request for ${target}`, target };
  const proofs: Record<string, (good: string) => string | undefined> = {
    'not there': () => undefined,
    empty: () => '',
    'of words': () => 'hello',
    'of two parts': (good) => good.split('.').slice(0, 2).join('.'),
    'of four parts': (good) => `${good}.x`,
    'with a comma': (good) => `${good},${good}`,
    'without signature': (good) => `${good.split('.').slice(0, 2).join('.')}.`,
    'with header of another': (good) =>
      [`${base64url('{"alg":"none","typ":"dpop+jwt"}')}`, ...good.split('.').slice(1)].join('.'),
    'with other claims': (good) =>
      good
        .split('.')
        .map((part, index) => (index === 1 ? base64url('{"htm":"GET"}') : part))
        .join('.'),
    'of a list': () =>
      compactJws({ alg: 'ES256', typ: 'dpop+jwt', jwk: jwk() }, [], (input) =>
        signWith('ES256', es256.privateKey, input),
      ),
  };
  for (const [name, proof] of Object.entries(proofs)) yield { name: `a proof ${name}`, proof };
  for (const scheme of ['dpop', 'DPOP', 'Bearer', 'bearer', 'Basic', 'Token'])
    yield { name: `the scheme ${scheme}`, scheme };
  // Claims at random: none of them has a meaning.
  for (let i = 0; i < 60; i++)
    yield {
      name: `claim ${i} that nobody knows`,
      claims: set(`x${(i * 7919) % 1009}`, [i, { [i]: null }, 'ü'.repeat(i)]),
    };
}

const NONE = Symbol('no cnf');

describe('this library and express-oauth2-jwt-bearer', () => {
  let issuer: TestIssuer;
  let server: Server;
  let origin = '';
  let judged: { ours: boolean; theirs: boolean } = { ours: false, theirs: false };

  beforeAll(async () => {
    issuer = await createTestIssuer();
    const accessTokens = createAccessTokenVerifier({ issuers: [{ issuer: issuer.issuer, audience: issuer.audience }] });
    const ours = createDpopVerifier(accessTokens);
    const theirs = auth({
      issuerBaseURL: issuer.issuer,
      audience: issuer.audience,
      dpop: { enabled: true, required: true, iatOffset: 60, iatLeeway: 10 },
    });
    const app = express();
    app.use(async (request: Request, response: Response) => {
      const { authorization = '' } = request.headers;
      const verdict = /^dpop /i.test(authorization)
        ? ours.verify(authorization.slice(5), {
            headers: request.headers,
            rawHeaders: request.rawHeaders,
            method: request.method,
            url: `${origin}${request.originalUrl}`,
          })
        : Promise.reject(new Error('not DPoP'));
      const isOurs = await verdict.then(
        () => true,
        () => false,
      );
      const isTheirs = await new Promise<boolean>((resolve) => {
        const next: NextFunction = (error?: unknown) => resolve(error === undefined);
        void theirs(request, response, next);
      });
      judged = { ours: isOurs, theirs: isTheirs };
      response.end();
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await issuer.close();
  });

  async function judge(attempt: Case) {
    const { client = es256, cnf = confirmationOf(client), method = 'GET', target = PATH, scheme = 'DPoP' } = attempt;
    const url = `${origin}${PATH}`;
    const token = issuer.mint({ claims: { cnf: cnf === NONE ? undefined : cnf } });
    const { header, signer } = attempt;
    const claims = attempt.claims?.(url);
    const good = dpopProof(client, {
      method,
      url,
      token,
      ...(header && { header }),
      ...(claims && { claims }),
      ...(signer && { signer }),
    });
    const dpop = attempt.proof === undefined ? good : attempt.proof(good);
    const headers = { authorization: `${scheme} ${token}`, ...(dpop !== undefined && { dpop }) };
    await fetch(`${origin}${target}`, { method, headers, redirect: 'manual' });
    return judged;
  }

  it('agree on every proof, except for documented reasons', async () => {
    const all = [...cases()];
    expect(all.length).toBeGreaterThanOrEqual(300);
    const differences: string[] = [];
    const met = new Set<string>();
    let taken = 0;
    for (const attempt of all) {
      const { ours, theirs } = await judge(attempt);
      if (ours) taken++;
      const known = KNOWN[attempt.name];
      if (known !== undefined) {
        if (ours === (known.ours === 'taken') && theirs !== ours) met.add(attempt.name);
      } else if (ours !== theirs) {
        differences.push(`${attempt.name}: ours ${ours ? 'takes' : 'refuses'} it`);
      }
    }
    expect(differences).toEqual([]);
    // None of the reasons is out of date.
    expect([...met].sort()).toEqual(Object.keys(KNOWN).sort());
    expect(taken).toBeGreaterThan(120);
    expect(all.length - taken).toBeGreaterThan(150);
  }, 60_000);
});
