import { protectedRouteCases, tokenFor } from '@gatehouse/auth/testing';
import { webClientId } from '../first-party/first-party';
import { type Accounts, administration, from, type JsonAnswer } from './accounts';
import { type User } from '../users/user';

/** A route of administrators. */
export interface AdministrationRoute {
  readonly method: string;
  readonly scope: string;
  /** Makes what the route needs, and says how to call it. */
  readonly request: () => Promise<{ path: string; body?: unknown; etag?: string }>;
  /** Set where the route changes something that others may not hand over. */
  readonly firstPartyOnly?: boolean;
  /** False where a change is not based on anything. */
  readonly conditional?: boolean;
}

export function problem(status: number, code: string): object {
  return { status, body: { type: `urn:gatehouse:problem:${code}` } };
}

/** Declares the attacks that every route of administrators must withstand. */
export function describeAdministration(
  name: string,
  route: AdministrationRoute,
  parts: () => { accounts: Accounts; root: User },
): void {
  const isChange = route.method !== 'GET';
  const isConditional = isChange && route.conditional !== false;

  const prepared = async () => {
    const { path, body, etag } = await route.request();
    return {
      method: route.method,
      path,
      ...(body !== undefined && { body }),
      headers: { ...(etag !== undefined && isConditional && { 'if-match': etag }) },
    };
  };
  const sent = async (token: string, headers?: Record<string, string>): Promise<JsonAnswer> => {
    const { method, path, body, headers: own } = await prepared();
    return parts().accounts.call(`${method} ${path}`, { token, body, headers: headers ?? own });
  };

  describe(name, () => {
    it('passes the cases of every protected route', async () => {
      const { accounts, root } = parts();
      const cases = protectedRouteCases({
        service: () => ({ url: accounts.url, issuer: accounts.issuer }),
        request: prepared,
        demands: { scopes: [route.scope], roles: ['admin'] },
        caller: { subject: root.id, clientId: webClientId },
      });
      expect(cases.length).toBeGreaterThan(10);
      for (const { run } of cases) await run();
    }, 60_000);

    it('is not for an administrator who has just ceased to be one, or whose account has been disabled', async () => {
      const { accounts } = parts();
      const former = await accounts.person(`former-${Date.now().toString(36)}`, 'admin');
      await accounts.roles.setRoles(null, former.id, ['user'], from(''));
      expect(await sent(accounts.tokenOf(former))).toMatchObject(problem(403, 'not_an_administrator'));
      const failed = { outcome: 'failure', reason: 'not_an_administrator', actor: former.id };
      if (isChange) expect(accounts.audited.at(-1)).toMatchObject(failed);
    });

    it('is not for the token of another client without the scope, whatever its roles', async () => {
      const { accounts, root } = parts();
      const scopes = administration.filter((scope) => scope !== route.scope);
      const token = tokenFor(accounts.issuer, { subject: root.id, clientId: 'another', roles: ['admin'], scopes });
      expect(await sent(token)).toMatchObject(problem(403, 'insufficient_scope'));
    });

    it('is not for a client on its own behalf, whatever its token claims', async () => {
      const { accounts } = parts();
      for (const roles of [[], ['admin']]) {
        const token = tokenFor(accounts.issuer, {
          subject: 'a-service',
          clientId: 'a-service',
          roles,
          scopes: administration,
        });
        expect((await sent(token)).status).toBe(403);
      }
    });

    if (route.firstPartyOnly) {
      it('is not for another client that has the scope', async () => {
        const { accounts, root } = parts();
        const identity = { subject: root.id, clientId: 'another', roles: ['admin'], scopes: administration };
        expect(await sent(tokenFor(accounts.issuer, identity))).toMatchObject(problem(403, 'not_first_party'));
      });
    }

    if (isConditional) {
      it('makes no change without If-Match, or on another basis than it names', async () => {
        const { accounts, root } = parts();
        const token = accounts.tokenOf(root);
        expect(await sent(token, {})).toMatchObject(problem(428, 'if_match_required'));
        const { etag = '' } = await route.request();
        for (const other of ['"0"', '*', '', `W/${etag}`, etag.replaceAll('"', ''), `${etag}, "1"`, 'x'.repeat(4000)]) {
          expect(await sent(token, { 'if-match': other })).toMatchObject(problem(412, 'if_match_failed'));
        }
      });
    }
  });
}
