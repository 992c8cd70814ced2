import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permits, type RouteDemand } from '@gatehouse/access-token';
import { workspaceCards } from '@gatehouse/service-card';
import fc from 'fast-check';
import { Policies, type Statement } from './policy';
import { covers, examplesOf } from './resources';
import { RouteTable } from './route-table';

function route(method: RouteDemand['method'], path: string, demands: Partial<RouteDemand> = {}): RouteDemand {
  return { method, path, public: false, scopes: { allOf: [], anyOf: [] }, roles: [], ...demands };
}

function isAllowed(statements: readonly Statement[], request: string): boolean {
  const covered = (effect: string) =>
    statements.some((statement) => statement.effect === effect && statement.resources.some((r) => covers(r, request)));
  return covered('Allow') && !covered('Deny');
}

/** What a policy that is kept for 300 s would answer wrongly: spurious denials and over-grants, over the routes. */
function wrong(
  table: RouteTable,
  policies: Policies,
  principal: { scopes: Set<string>; roles: Set<string> },
  routes: readonly RouteDemand[],
): string[] {
  const statements = policies.statementsFor(principal);
  return routes.flatMap((candidate) =>
    examplesOf(candidate, table).filter((request) => isAllowed(statements, request) !== permits(candidate, principal)),
  );
}

function subsets(values: readonly string[]): Set<string>[] {
  return Array.from(
    { length: 2 ** values.length },
    (_, bits) => new Set(values.filter((_v, i) => (bits >> i) % 2 === 1)),
  );
}

describe('the policy of a principal', () => {
  describe.each(workspaceCards(join(__dirname, '../../..')).map(({ name }) => name))('for the routes of %s', (name) => {
    it('is exact, whatever of its scopes and roles the principal holds, with all or none of the others', () => {
      const manifests = workspaceCards(join(__dirname, '../../..')).map((card) => ({
        service: card.name,
        routes: JSON.parse(readFileSync(join(__dirname, '../..', card.name, 'routes.json'), 'utf8')) as RouteDemand[],
      }));
      const of = (isWanted: (service: string) => boolean) =>
        manifests.filter(({ service }) => isWanted(service)).flatMap(({ routes }) => routes);
      const own = of((service) => service === name);
      const table = new RouteTable(of(() => true));
      const policies = new Policies(table);
      const withPublic = new Policies(table, true);
      const guarded = own.filter((candidate) => !candidate.public);
      const scopesOf = (routes: RouteDemand[]) => [
        ...new Set(routes.flatMap((r) => [...r.scopes.allOf, ...r.scopes.anyOf])),
      ];
      const rolesOf = (routes: RouteDemand[]) => [...new Set(routes.flatMap((r) => r.roles))];
      const others = of((service) => service !== name);
      let principals = 0;
      for (const held of subsets(scopesOf(own))) {
        for (const as of subsets(rolesOf(own))) {
          for (const more of [[], others]) {
            const principal = {
              scopes: new Set([...held, ...scopesOf(more)]),
              roles: new Set([...as, ...rolesOf(more)]),
            };
            expect(wrong(table, withPublic, principal, own)).toEqual([]);
            expect(wrong(table, policies, principal, guarded)).toEqual([]);
            principals++;
          }
        }
      }
      expect(principals).toBeGreaterThanOrEqual(4);
    });
  });

  it('denies the forbidden route within a permitted one', () => {
    const scopes = { allOf: ['messages:read'], anyOf: [] };
    const table = new RouteTable([
      route('GET', '/messages/mine', { scopes }),
      route('GET', '/messages/:id', { public: true }),
    ]);
    const policies = new Policies(table, true);
    const nobody = policies.statementsFor({ scopes: new Set(), roles: new Set() });
    expect(isAllowed(nobody, 'GET/messages/mine')).toBe(false);
    expect(isAllowed(nobody, 'GET/messages/mine/')).toBe(false);
    expect(isAllowed(nobody, 'GET/messages/01J')).toBe(true);
    const reader = policies.statementsFor({ scopes: new Set(['messages:read']), roles: new Set() });
    expect(isAllowed(reader, 'GET/messages/mine')).toBe(true);
  });

  it('leaves public routes out, which need no authorizer, and denies nothing for them', () => {
    const scopes = { allOf: ['messages:read'], anyOf: [] };
    const table = new RouteTable([
      route('GET', '/messages/mine', { scopes }),
      route('GET', '/messages/:id', { public: true }),
      route('GET', '/messages/:id.txt', { public: true }),
    ]);
    const reader = new Policies(table).statementsFor({ scopes: new Set(['messages:read']), roles: new Set() });
    const methods = ['GET', 'HEAD'];
    const resources = methods.flatMap((method) => [`${method}/messages/mine`, `${method}/messages/mine/`]);
    expect(reader).toEqual([{ effect: 'Allow', resources }]);
    expect(new Policies(table).statementsFor({ scopes: new Set(), roles: new Set() })).toEqual([]);
    expect(() => new Policies(table, true)).toThrow('GET /messages/:id.txt');
  });

  it('never opens a method that no route of the path has', () => {
    const policies = new Policies(new RouteTable([route('GET', '/messages/:id')]));
    const statements = policies.statementsFor({ scopes: new Set(), roles: new Set() });
    for (const request of ['DELETE/messages/1', 'GETX/messages/1', 'GET/other', 'POST/GET/messages/1']) {
      expect(isAllowed(statements, request)).toBe(false);
    }
    expect(isAllowed(statements, 'HEAD/messages/1')).toBe(true);
  });

  it('refuses routes that no policy can tell apart', () => {
    const admin = { roles: ['admin'] };
    const table = new RouteTable([route('GET', '/a/:x'), route('GET', '/a/:x/b', admin), route('GET', '/a/:x/:y/b')]);
    expect(() => new Policies(table)).toThrow('GET /a/:x/b and GET /a/:x/:y/b');
  });

  it('refuses a segment that is a parameter in part', () => {
    const table = new RouteTable([route('GET', '/files/:name.json')]);
    expect(() => new Policies(table)).toThrow('GET /files/:name.json');
  });

  const literal = fc.constantFrom('a', 'b', 'c');
  const path = fc
    .tuple(
      fc.array(fc.oneof({ weight: 3, arbitrary: literal }, fc.constantFrom(':x', ':y')), { maxLength: 4 }),
      fc.option(fc.constant('*rest'), { nil: undefined, freq: 5 }),
    )
    .map(([segments, rest]) => [...segments, ...(rest === undefined && segments.length > 0 ? [] : [rest ?? 'a'])])
    .map((segments) => `/${segments.join('/')}`);
  /** Made without a look at the routes. */
  const request = fc
    .tuple(
      fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE'),
      fc.array(fc.constantFrom('a', 'b', 'c', 'q', 'zz'), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
    )
    .map(([method, segments, slash]) => ({ method, target: `/${segments.join('/')}${slash ? '/' : ''}` }));
  const requests = fc.array(request, { minLength: 40, maxLength: 80 });
  const some = (names: string[]) => fc.subarray(names, { maxLength: 2 });
  const table = fc
    .uniqueArray(
      fc.record({
        method: fc.constantFrom('GET' as const, 'POST' as const, 'DELETE' as const, 'ALL' as const),
        path,
        public: fc.boolean(),
        scopes: fc.record({ allOf: some(['r', 'w', 'm']), anyOf: some(['r', 'w', 'm']) }),
        roles: some(['admin', 'mod']),
      }),
      { selector: ({ method, path: text }) => `${method} ${text}`, minLength: 1, maxLength: 12 },
    )
    .map((routes) => new RouteTable(routes));

  it('is exact for any routes that it takes: 0 spurious denials, 0 over-grants', () => {
    let taken = 0;
    fc.assert(
      fc.property(table, some(['r', 'w', 'm']), some(['admin', 'mod']), requests, fc.boolean(), (...drawn) => {
        const [routes, scopes, roles, asked, listsPublic] = drawn;
        let policies: Policies;
        try {
          policies = new Policies(routes, listsPublic);
        } catch {
          return;
        }
        taken++;
        const principal = { scopes: new Set(scopes), roles: new Set(roles) };
        const judged = routes.routes.filter((candidate) => listsPublic || !candidate.public);
        expect(wrong(routes, policies, principal, judged)).toEqual([]);
        const statements = policies.statementsFor(principal);
        const misjudged = asked.filter(({ method, target }) => {
          const found = routes.find(method, target);
          return (
            found !== undefined &&
            judged.includes(found) &&
            isAllowed(statements, method + target) !== permits(found, principal)
          );
        });
        expect(misjudged).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
