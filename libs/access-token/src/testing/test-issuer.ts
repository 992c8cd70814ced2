import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignatureAlgorithm } from '../token/signature-algorithms';
import { compactJws, createTestKey, publicJwk, signWith, type TestKey } from './test-keys';
import { type ShapedIdentity, TOKEN_SHAPES, type TokenPreset, type TokenShape } from './token-shapes';

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
  /** The path of the issuer's URL. Default `/auth`, for Auth0 with a slash at its end. */
  readonly path?: string;
  /** Whose tokens it mints, in the form that this provider documents. Default `gatehouse`. */
  readonly preset?: TokenPreset;
  /** Changes the form of the tokens, for a provider without a preset or for claims that an application adds. */
  readonly shape?: Partial<TokenShape>;
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
  readonly preset: TokenPreset;
  readonly shape: TokenShape;
  /** Signs a good access token, or one that differs as told. */
  mint(options?: MintOptions): string;
  /** The claims of a good access token, fresh for each call. */
  claims(identity?: Partial<ShapedIdentity>): Record<string, unknown>;
  /** Signs an ID token for the audience. */
  mintIdToken(options?: MintOptions): string;
  /** Answers the JWKS in another way until it is set to undefined: the faults of a real network. */
  answerJwks: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Stops listening as a crashed issuer does; `up` listens on the same port again. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an issuer with keys of its own on a free port. */
export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const { audience = 'urn:gatehouse:api', algorithms = ['RS256'], preset = 'gatehouse' } = options;
  const { path = preset === 'auth0' ? '/auth/' : '/auth' } = options;
  const shape: TokenShape = { ...TOKEN_SHAPES[preset], ...options.shape };
  const documents = path.replace(/\/$/, '');
  const fetches = { discovery: 0, jwks: 0 };
  const server = createServer((request, response) => {
    const reply = (document: unknown): void => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
    };
    if (request.url === `${documents}/.well-known/openid-configuration`) {
      fetches.discovery++;
      reply({ issuer: self.issuer, jwks_uri: self.jwksUri });
    } else if (request.url === `${documents}/.well-known/jwks.json`) {
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
  const identity = (): ShapedIdentity => ({
    issuer,
    audience,
    subject: '0b9a1f0e-5d0c-4f7b-8a52-6f1f3a2b7c11',
    clientId: 'web',
    scopes: ['openid', 'messages:read', 'messages:write'],
    roles: ['user'],
    now: Math.floor(Date.now() / 1000),
  });
  const sign = (typ: string | undefined, claims: object, { header, key = self.keys[0] }: MintOptions): string => {
    if (key === undefined) throw new Error('the test issuer has no key');
    const joseHeader = { alg: key.algorithm, typ, kid: key.kid, ...header };
    return compactJws(joseHeader, claims, (signingInput) => signWith(key.algorithm, key.privateKey, signingInput));
  };
  const self: TestIssuer = {
    issuer,
    audience,
    preset,
    shape,
    jwksUri: `http://127.0.0.1:${port}${documents}/.well-known/jwks.json`,
    keys: algorithms.map((algorithm) => createTestKey(`${algorithm.toLowerCase()}-${randomUUID()}`, algorithm)),
    fetches,
    answerJwks: undefined,
    claims: (other) => ({ ...shape.accessToken({ ...identity(), ...other }) }),
    mint: (options = {}) => sign(shape.typ, { ...self.claims(), ...options.claims }, options),
    mintIdToken: (options = {}) => {
      const claims = { ...shape.idToken(identity()), ...options.claims };
      return sign(shape.typ === undefined ? undefined : 'JWT', claims, options);
    },
    down,
    up: () => listen(port),
    close: down,
  };
  return self;
}
