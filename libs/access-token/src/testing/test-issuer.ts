import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignatureAlgorithm } from '../token/signature-algorithms';
import { compactJws, createTestKey, publicJwk, signWith, type TestKey } from './test-keys';

/** What differs from a good token; a claim or header of undefined is left out. */
export interface MintOptions {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Default: the issuer's first key. */
  readonly key?: TestKey;
}

/** How createTestIssuer sets an issuer up. */
export interface TestIssuerOptions {
  /** Default `urn:gatehouse:api`. */
  readonly audience?: string;
  /** One key for each. Default `['RS256']`. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** The path of the issuer's URL. Default `/auth`. */
  readonly path?: string;
}

/** A real issuer on 127.0.0.1: its discovery document, its JWKS, its keys, and the tokens that they sign. */
export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  /** Published in this order; may be changed at any time, as a rotation does. */
  keys: TestKey[];
  /** How often each document was fetched. */
  readonly fetches: { discovery: number; jwks: number };
  /** Signs a good token, or one that differs as told. */
  mint(options?: MintOptions): string;
  /** The claims of a good token, fresh for each call. */
  claims(): Record<string, unknown>;
  /** Answers the JWKS in another way until it is set to undefined: the faults of a real network. */
  answerJwks: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Stops listening as a crashed issuer does; `up` listens on the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an issuer with keys of its own on a free port. */
export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { audience = 'urn:gatehouse:api', algorithms = ['RS256'], path = '/auth' } = options;
  const fetches = { discovery: 0, jwks: 0 };
  const server = createServer((request, response) => {
    const reply = (document: unknown): void => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
    };
    if (request.url === `${path}/.well-known/openid-configuration`) {
      fetches.discovery++;
      reply({ issuer: self.issuer, jwks_uri: self.jwksUri });
    } else if (request.url === `${path}/.well-known/jwks.json`) {
      fetches.jwks++;
      if (self.answerJwks !== undefined) self.answerJwks(request, response);
      else reply({ keys: self.keys.map(publicJwk) });
    } else response.writeHead(404).end();
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}${path}`;
  const down = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const self: TestIssuer = {
    issuer,
    audience,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    keys: algorithms.map((algorithm) => createTestKey(`${algorithm.toLowerCase()}-${randomUUID()}`, algorithm)),
    fetches,
    answerJwks: undefined,
    claims: () => {
      const now = Math.floor(Date.now() / 1000);
      return {
        iss: issuer,
        sub: '0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11',
        aud: audience,
        exp: now + 300,
        iat: now,
        jti: randomUUID(),
        client_id: 'web',
        scope: 'openid messages:read messages:write',
        roles: ['user'],
        username: 'ada',
      };
    },
    mint: ({ claims, header, key = self.keys[0] } = {}) => {
      if (key === undefined) throw new Error('the test issuer has no key');
      const joseHeader = { alg: key.algorithm, typ: 'at+jwt', kid: key.kid, ...header };
      return compactJws(joseHeader, { ...self.claims(), ...claims }, (signingInput) =>
        signWith(key.algorithm, key.privateKey, signingInput),
      );
    },
    down,
    up: () => listen(port),
    close: down,
  };
  return self;
}
