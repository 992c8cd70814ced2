import { type Api, builtInRoles, emptyRegistry, type Registry } from './registry';
import { withApi, withCardApis, withoutApi, withoutRole, withRole } from './registry-changes';
import { RegistryError } from './registry-error';
import { api, scope } from './testing/apis';

const read = scope('orders:read', ['user'], false);
const orders = api('orders', [read]);
const start: Registry = { version: 3, apis: [orders, api('wiki', [], { fromCard: false })], roles: builtInRoles };

function refusal(work: () => unknown): RegistryError {
  try {
    work();
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
  throw new Error('nothing was rejected');
}

describe('Applying cards', () => {
  it('adds APIs, scopes and the roles that they name, and says so', () => {
    const next = withCardApis(emptyRegistry, [api('orders', [scope('orders:read', ['user', 'clerk'], true)])]);
    expect(next.changes).toEqual([
      '+ role clerk',
      '+ api orders (https://api.example.com/orders)',
      '+ scope orders:read of orders (roles user, clerk; clients)',
    ]);
    expect(next.content.roles.map(({ name }) => name)).toEqual(['user', 'admin', 'clerk']);
  });

  it('changes nothing the second time', () => {
    const { content } = withCardApis(emptyRegistry, [orders]);
    expect(withCardApis({ version: 1, ...content }, [orders], { prune: true }).changes).toEqual([]);
  });

  it('narrows without a word of permission', () => {
    const wide = { ...start, apis: [api('orders', [scope('orders:read', ['user', 'admin'], true)])] };
    expect(withCardApis(wide, [orders]).changes).toEqual([
      '~ scope orders:read of orders (roles user, admin; clients) -> scope orders:read of orders (roles user)',
    ]);
    expect(withCardApis(wide, [api('orders', [])]).changes).toEqual([
      '- scope orders:read of orders (roles user, admin; clients)',
    ]);
  });

  it.each<[string, readonly Api[], RegExp]>([
    ['a role more', [api('orders', [scope('orders:read', ['user', 'admin'])])], /orders:read to the role admin/],
    ['another role', [api('orders', [scope('orders:read', ['admin'])])], /orders:read to the role admin/],
    ['clients', [api('orders', [scope('orders:read', ['user'], true)])], /to clients on their own behalf/],
    ['another API', [api('orders', []), api('shop', [read])], /from the API orders to the API shop/],
  ])('rejects to widen a scope to %s unless it is allowed', (_, apis, fault) => {
    const error = refusal(() => withCardApis(start, apis));
    expect(error.kind).toBe('widening');
    expect(error.message).toMatch(fault);
    expect(withCardApis(start, apis, { allowWidening: true }).changes).not.toEqual([]);
  });

  it('reports every fault at once', () => {
    const bad = [
      api('orders', [scope('orders:read', ['user', 'admin'], true), scope('openid')]),
      api('shop', [scope('orders:read')], { resource: 'https://api.example.com/orders' }),
      api('tools', [], { resource: '/tools' }),
    ];
    const { faults, kind } = refusal(() => withCardApis(start, bad));
    expect(kind).toBe('invalid');
    expect(faults).toEqual([
      'The API orders: the scope openid is a scope of OpenID Connect.',
      'The API tools: resource: must be an absolute URI without a fragment, such as https://api.example.com/orders.',
      'The resource https://api.example.com/orders of the API shop is taken by orders.',
      'The scope orders:read of the API shop is taken by orders.',
      'The change widens the scope orders:read to the role admin, and widening was not allowed.',
      'The change widens the scope orders:read to clients on their own behalf, and widening was not allowed.',
      'The change widens the scope orders:read from the API orders to the API shop, and widening was not allowed.',
    ]);
  });

  it.each(['https://API.example.com/orders', 'HTTPS://api.example.com/orders', 'https://api.example.com:443/orders'])(
    'rejects %s as the resource of a second API',
    (resource) => {
      expect(refusal(() => withCardApis(start, [api('shop', [], { resource })])).kind).toBe('conflict');
    },
  );

  it.each([
    '',
    'orders',
    '//api.example.com',
    'https://',
    'https://a.example/#x',
    'https://a.example/ x',
    'https://a"b/',
  ])('rejects the resource %j', (resource) =>
    expect(refusal(() => withCardApis(start, [api('shop', [], { resource })])).kind).toBe('invalid'),
  );

  it('rejects a scope that no role can have', () => {
    expect(refusal(() => withCardApis(start, [api('shop', [scope('shop:x', [])])])).message).toMatch(/roles/);
  });

  it('rejects two APIs of one name', () => {
    expect(refusal(() => withCardApis(start, [orders, { ...orders, resource: 'urn:other' }])).kind).toBe('conflict');
  });

  it('prunes the APIs of other cards, and none that an administrator added', () => {
    const shop = api('shop', []);
    expect(withCardApis(start, [shop]).content.apis.map(({ name }) => name)).toEqual(['orders', 'wiki', 'shop']);
    const pruned = withCardApis(start, [shop], { prune: true });
    expect(pruned.content.apis.map(({ name }) => name)).toEqual(['wiki', 'shop']);
    expect(pruned.changes).toContain('- scope orders:read of orders (roles user)');
  });
});

describe('An administrator', () => {
  it('adds APIs, which come from no card, and replaces those of cards, which stay theirs', () => {
    const added = withApi(start, api('shop', []));
    expect(added.content.apis.find(({ name }) => name === 'shop')?.fromCard).toBe(false);
    const replaced = withApi(start, { ...orders, title: 'Orders' });
    expect(replaced.content.apis[0]).toMatchObject({ title: 'Orders', fromCard: true });
    expect(replaced.changes).toEqual(['~ api orders (https://api.example.com/orders): other details']);
  });

  it('cannot name a role that does not exist, or widen a scope unasked', () => {
    expect(refusal(() => withApi(start, api('shop', [scope('shop:x', ['clerk'])]))).message).toMatch(/clerk/);
    expect(refusal(() => withApi(start, api('orders', [scope('orders:read', ['admin'])]))).kind).toBe('widening');
  });

  it('removes an API with its scopes', () => {
    expect(withoutApi(start, 'orders').changes).toEqual([
      '- api orders (https://api.example.com/orders)',
      '- scope orders:read of orders (roles user)',
    ]);
  });

  it('adds and removes roles, but none that is built in or that a scope names', () => {
    const { content } = withRole(start, { name: 'clerk', description: 'Works here.' });
    expect(withoutRole({ version: 4, ...content }, 'clerk').changes).toEqual(['- role clerk']);
    expect(refusal(() => withoutRole(start, 'admin')).message).toMatch(/built in/);
    const { faults } = refusal(() => withoutRole(start, 'user'));
    expect(faults).toHaveLength(2);
  });
});
