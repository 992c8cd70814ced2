import { join } from 'node:path';
import { checkServiceCards, ServiceCardError, workspaceCards } from './index';

const scope = { name: 'a:read', title: 'Read', detail: 'Yours', roles: ['user'], clients: true };
const table = { name: 'things', partitionKey: { name: 'pk', type: 'S' }, actions: ['GetItem'] };
const card = {
  name: 'things',
  title: 'Things',
  description: 'Things.',
  basePath: '/things',
  port: 4001,
  bundleBudget: 1_000_000,
  wellKnown: ['/.well-known/oauth-protected-resource/things'],
  anyToken: [],
  tables: [table],
  scopes: [scope],
  secrets: [],
};
const other = {
  ...card,
  name: 'others',
  basePath: '/others',
  port: 4002,
  wellKnown: [],
  tables: [{ ...table, name: 'others' }],
  scopes: [{ ...scope, name: 'b:read' }],
};

function faultsOf(...contents: unknown[]): readonly string[] {
  try {
    checkServiceCards(contents.map((content, index) => ({ file: `${index}.json`, content })));
  } catch (error) {
    if (error instanceof ServiceCardError) return error.faults;
    throw error;
  }
  return [];
}

describe('a service card', () => {
  it('of every service of this workspace is valid', () => {
    const cards = workspaceCards(join(__dirname, '../../..'));
    expect(cards.length).toBeGreaterThanOrEqual(2);
    expect(cards.filter(({ authorizationServer }) => authorizationServer)).toHaveLength(1);
  });

  it('passes with a second one beside it', () => {
    expect(faultsOf(card, other)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a name of compose.yaml', { name: 'store' }, 'name: store is a service of compose.yaml already'],
    ['a path of every service', { basePath: '/health' }, 'basePath: every service has /health already'],
    ['a path of the page', { basePath: '/assets' }, 'basePath: the page has /assets already'],
    [
      'a scope of OpenID Connect',
      { scopes: [{ ...scope, name: 'openid' }] },
      'scopes.0.name: is a scope of OpenID Connect or Cognito',
    ],
    [
      'a scope with a slash',
      { scopes: [{ ...scope, name: 'a/b' }] },
      'scopes.0.name: must be a scope of RFC 6749 §3.3 without /, of at most 100 characters',
    ],
    [
      'a well-known path that leaves its folder',
      { wellKnown: ['/.well-known/../auth'] },
      'wellKnown.0: must be a path such as /messages',
    ],
    [
      'a variable that says whom to trust',
      { environment: { container: { AUTH_ISSUER: 'https://evil.example' } } },
      'the deployment sets the variable AUTH_ISSUER',
    ],
    [
      'a secret that is a setting, too',
      { secrets: [{ variable: 'A_KEY', description: 'A.' }], environment: { function: { A_KEY: 'x' } } },
      'the variable A_KEY is given twice',
    ],
    [
      'one attribute for both keys',
      { tables: [{ ...table, sortKey: table.partitionKey }] },
      'the table things has one attribute for both keys',
    ],
    [
      'a scope without roles',
      { scopes: [{ ...scope, roles: [] }] },
      'scopes.0.roles: must name the roles that may have the scope',
    ],
    [
      'a scope that names no roles',
      { scopes: [{ ...scope, roles: undefined }] },
      'scopes.0.roles: must name the roles that may have the scope',
    ],
    [
      'a scope that does not speak of clients',
      { scopes: [{ ...scope, clients: undefined }] },
      'scopes.0.clients: must say whether a client may have the scope for itself',
    ],
    [
      'a scope that is no scope',
      { scopes: [{ ...scope, name: 'a b' }] },
      'scopes.0.name: must be a scope of RFC 6749 §3.3',
    ],
    ['a scope twice', { scopes: [scope, scope] }, 'the scope a:read is given twice'],
    ['an unknown key', { prot: 1 }, 'prot: is not a known key'],
    ['an unknown key of a scope', { scopes: [{ ...scope, role: 'x' }] }, 'scopes.0.role: is not a known key'],
    ['a port that is none', { port: 70_000 }, 'port: must be at most 65535'],
    ['an action that is none', { tables: [{ ...table, actions: ['Scan'] }] }, 'tables.0.actions.0: must be one of'],
    ['a table twice', { tables: [table, table] }, 'the table things is given twice'],
    ['a base path with two segments', { basePath: '/a/b' }, 'basePath: must be a path of one segment'],
    [
      'a secret twice',
      { secrets: [1, 2].map(() => ({ variable: 'KEY', description: 'x' })) },
      'the secret KEY is given twice',
    ],
  ])('is refused with %s', (_what, change, fault) => {
    expect(faultsOf({ ...card, ...change }).join('\n')).toContain(`0.json: ${fault}`);
  });

  it.each<[string, object, string]>([
    ['port', { port: 4001 }, '1.json: the port 4001 is taken by 0.json'],
    ['name', { name: 'things' }, '1.json: the name things is taken by 0.json'],
    ['base path', { basePath: '/things' }, '1.json: the base path /things is taken by 0.json'],
    ['scope', { scopes: [scope] }, '1.json: the scope a:read is taken by 0.json'],
    ['table', { tables: [table] }, '1.json: the table things is taken by 0.json'],
  ])('is refused with the %s of another service', (_what, change, fault) => {
    expect(faultsOf(card, { ...other, ...change })).toEqual([fault]);
  });

  it('tells all faults of all cards at once, and a clash although another part is wrong', () => {
    const faults = faultsOf(
      { ...card, title: 1, prot: 2 },
      { ...other, port: 4001, scopes: [{ ...scope, roles: [] }] },
    );
    expect(faults).toHaveLength(5);
    expect(faults.join('\n')).toMatch(/title[^]*prot[^]*roles[^]*port 4001[^]*scope a:read/);
  });

  it('has to be in the folder of its name, and be JSON', () => {
    const misplaced = () => checkServiceCards([{ file: 'apps/x/service.json', folder: 'x', content: card }]);
    expect(misplaced).toThrow('apps/x/service.json: name: must be x, as its folder is');
    expect(faultsOf('text', null, [])).toHaveLength(3);
  });

  it('of a second authorization server is refused', () => {
    const server = { authorizationServer: true };
    expect(faultsOf({ ...card, ...server }, { ...other, ...server })).toEqual([
      '1.json: authorizationServer: 0.json is the authorization server already',
    ]);
  });
});
