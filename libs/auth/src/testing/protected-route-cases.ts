import assert from 'node:assert/strict';
import { createTestIssuer, createTestKey, type TestIssuer } from '@gatehouse/access-token/testing';
import { type Answer, exchange, type RouteRequest, send } from './exchange';
import { tokenFor, type TokenIdentity } from './token-for';

/** What the route is documented to demand; `{}`: any verified principal. */
export interface Demands {
  readonly scopes?: readonly string[];
  readonly anyScope?: readonly string[];
  readonly roles?: readonly string[];
}

/** A protected route and how to reach it once the service runs. */
export interface ProtectedRoute {
  readonly service: () => { readonly url: string; readonly issuer: TestIssuer };
  /** A request that an allowed caller gets an answer below 400 to; a function where it takes preparation. */
  readonly request: RouteRequest | (() => RouteRequest | Promise<RouteRequest>);
  readonly demands: Demands;
  /** Besides the demanded scopes and roles, who the allowed caller is. */
  readonly caller?: TokenIdentity;
}

/** One case; `run` rejects with an AssertionError. */
export interface RouteCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const WRONG_HEADER = 'Bearer realm="[^"]*", error="invalid_token"';

/** The cases that every protected route must pass: `for (const { name, run } of protectedRouteCases(…)) it(name, run)`. */
export function protectedRouteCases(route: ProtectedRoute): readonly RouteCase[] {
  const { scopes = [], anyScope = [], roles = [] } = route.demands;
  const allowed: TokenIdentity = {
    ...route.caller,
    scopes: [...scopes, ...anyScope.slice(0, 1)],
    roles: [...roles.slice(0, 1), ...(route.caller?.roles ?? [])],
  };
  const prepared = async () => (typeof route.request === 'function' ? route.request() : route.request);
  const answerTo = async (token?: string): Promise<Answer> => send(route.service().url, await prepared(), token);
  const refused = (name: string, token: (issuer: TestIssuer) => string | Promise<string>): RouteCase => ({
    name: `refuses ${name} with 401 invalid_token`,
    run: async () => {
      const { issuer } = route.service();
      const answer = await answerTo(await token(issuer));
      assertProblem(answer, 401, 'invalid_token');
      assert.match(answer.headers['www-authenticate'] ?? '', new RegExp(`^${WRONG_HEADER}`));
      const same = await answerTo('no.token.atall');
      assert.equal(answer.text, same.text, 'every cause gets the same body');
    },
  });
  const lacking = (name: string, code: string, identity: TokenIdentity): RouteCase => ({
    name: `refuses ${name} with 403 ${code}`,
    run: async () => assertProblem(await answerTo(tokenFor(route.service().issuer, identity)), 403, code),
  });

  return [
    {
      name: 'answers 401 and a bare challenge where there are no credentials',
      run: async () => {
        const answer = await answerTo();
        assertProblem(answer, 401, 'unauthenticated');
        assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer realm="[^"]*"/);
        assert.doesNotMatch(answer.headers['www-authenticate'] ?? '', /error=/);
      },
    },
    {
      name: 'does not take a token from the URL',
      run: async () => {
        const { url, issuer } = route.service();
        const request = await prepared();
        const path = `${request.path}${request.path.includes('?') ? '&' : '?'}access_token=${tokenFor(issuer, allowed)}`;
        assertProblem(await send(url, { ...request, path }), 401, 'unauthenticated');
      },
    },
    {
      name: 'refuses two Authorization headers with 400 invalid_request',
      run: async () => {
        const { url, issuer } = route.service();
        const header = ['Authorization', `Bearer ${tokenFor(issuer, allowed)}`] as const;
        assertProblem(await exchange(url, await prepared(), [header, header]), 400, 'invalid_request');
      },
    },
    refused('a tampered payload', (issuer) => tampered(tokenFor(issuer, allowed))),
    refused('a cut signature', (issuer) => tokenFor(issuer, allowed).slice(0, -4)),
    refused('an unsigned token', (issuer) => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(issuer.claims())}.`),
    refused('an expired token', (issuer) => {
      const past = Math.floor(Date.now() / 1000) - 600;
      return tokenFor(issuer, { ...allowed, claims: { ...allowed.claims, iat: past, exp: past + 300 } });
    }),
    refused('a token for another audience', (issuer) =>
      tokenFor(issuer, { ...allowed, claims: { ...allowed.claims, ...issuer.shape.otherService } }),
    ),
    refused('an ID token', (issuer) => issuer.mintIdToken()),
    refused('a key that the issuer does not publish', (issuer) =>
      issuer.mint({ key: createTestKey(issuer.keys[0]?.kid ?? 'k') }),
    ),
    refused('another issuer', async () => {
      const other = await createTestIssuer({ path: '/other' });
      try {
        return tokenFor(other, allowed);
      } finally {
        await other.close();
      }
    }),
    ...scopes.map((scope) =>
      lacking(`a token without ${scope}`, 'insufficient_scope', {
        ...allowed,
        scopes: (allowed.scopes ?? []).filter((held) => held !== scope),
      }),
    ),
    ...(anyScope.length === 0
      ? []
      : [
          lacking(`a token with none of ${anyScope.join(' ')}`, 'insufficient_scope', {
            ...allowed,
            scopes: scopes.filter((scope) => !anyScope.includes(scope)),
          }),
        ]),
    ...(roles.length === 0
      ? []
      : [
          lacking(`a caller who is not ${roles.join(' or ')}`, 'insufficient_role', {
            ...allowed,
            roles: ['__proto__', 'constructor', ...roles.map((role) => `${role} `)],
          }),
        ]),
    ...[...anyScope.slice(1).map((scope) => ({ ...allowed, scopes: [...scopes, scope] })), allowed].map((identity) => ({
      name: `lets in who has ${[...(identity.scopes ?? []), ...(identity.roles ?? [])].join(', ') || 'a token'}`,
      run: async () => {
        const answer = await answerTo(tokenFor(route.service().issuer, identity));
        assert.ok(answer.status < 400, `expected an answer below 400, got ${answer.status}: ${answer.text}`);
      },
    })),
  ];
}

function assertProblem(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json\b/);
  // HEAD has headers alone.
  if (answer.text !== '') {
    const problem = JSON.parse(answer.text) as { type?: unknown; status?: unknown };
    assert.equal(problem.type, `urn:gatehouse:problem:${code}`);
    assert.equal(problem.status, status);
  }
}

/** The same header and signature around claims that were changed. */
function tampered(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  return [header, part({ ...claims, sub: 'someone-else' }), signature].join('.');
}

function part(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}
