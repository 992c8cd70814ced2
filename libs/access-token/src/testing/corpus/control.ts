import { each, type Forge, listed, type NamedTokens, prefixed } from './forge';

/** Unusual tokens that are right by the RFCs: refusing one of them throws somebody out. */
export function controls(forge: Forge): NamedTokens {
  const { now } = forge;
  const { audience } = forge.issuer;
  const types = ['at+jwt', 'AT+JWT', 'At+Jwt', 'application/at+jwt', 'APPLICATION/AT+JWT', 'application/AT+jwt'];
  const audiences: readonly unknown[] = [
    audience,
    [audience],
    [audience, 'urn:other:api'],
    ['urn:other:api', audience],
    [audience, audience],
  ];
  const subjects = [
    '1',
    'ada',
    'auth0|123',
    'urn:user:1',
    'ada@example.com',
    'Ada Lovelace',
    '\u00e5da',
    '\u{1f600}',
    '__proto__',
    'constructor',
    'null',
    'ада',
    'a'.repeat(1000),
    "o'brien",
    '<b>',
  ];
  const scopes: readonly unknown[] = [
    undefined,
    '',
    'openid',
    'messages:read  messages:write',
    'constructor',
    '__proto__',
    'a\u00a0b',
    'https://example.com/scope',
    ['messages:read'],
    7,
    {},
    null,
    true,
  ];
  const roles: readonly unknown[] = [
    undefined,
    [],
    ['admin', 'user'],
    ['__proto__'],
    'admin',
    { admin: true },
    7,
    null,
    [1],
    [['admin']],
  ];
  const header = {
    x: 'unknown',
    x5t: 'dGh1bWI',
    'x5t#S256': 'dGh1bWI',
    jku: 'https://attacker.example/jwks.json',
    x5u: 'https://attacker.example/cert',
    nonce: 'n',
    ver: 1,
  };
  const json = (text: string): string => forge.exactly(JSON.stringify(forge.header()), text);
  const payload = (): string => JSON.stringify(forge.claims());
  return {
    plain: forge.good(),
    ...prefixed(
      'typ',
      each(listed(types), (typ) => forge.genuinely({ header: { typ } })),
    ),
    ...prefixed(
      'aud',
      each(listed(audiences), (aud) => forge.genuinely({ claims: { aud } })),
    ),
    ...prefixed(
      'sub',
      each(listed(subjects), (sub) => forge.genuinely({ claims: { sub } })),
    ),
    ...prefixed(
      'scope',
      each(listed(scopes), (scope) => forge.genuinely({ claims: { scope } })),
    ),
    ...prefixed(
      'roles',
      each(listed(roles), (value) => forge.genuinely({ claims: { roles: value } })),
    ),
    ...prefixed(
      'ignored header',
      each(Object.fromEntries(Object.keys(header).map((name) => [name, name as keyof typeof header])), (name) =>
        forge.genuinely({ header: { [name]: header[name] } }),
      ),
    ),
    'cty that says nothing': forge.genuinely({ header: { cty: 'json' } }),
    'exp with a fraction': forge.genuinely({ claims: { exp: now + 299.5 } }),
    'exp in exponent form': json(payload().replace(/"exp":\d+/, `"exp":${(now + 300) / 1e9}e9`)),
    'exp within the skew': forge.genuinely({ claims: { iat: now - 300, exp: now - 2 } }),
    'iat within the skew': forge.genuinely({ claims: { iat: now + 3 } }),
    'nbf of now': forge.genuinely({ claims: { nbf: now } }),
    'nbf long ago': forge.genuinely({ claims: { nbf: 0 } }),
    'nbf within the skew': forge.genuinely({ claims: { nbf: now + 3 } }),
    'the longest life': forge.genuinely({ claims: { iat: now, exp: now + 3600 } }),
    'white space in the JSON': json(JSON.stringify(forge.claims(), null, 2)),
    'escaped names': json(payload().replace('"exp"', '"\\u0065xp"')),
    'escaped slashes': json(payload().replaceAll('/', '\\/')),
    'a paired surrogate, escaped': json(payload().replace('"ada"', '"\\ud83d\\ude00"')),
    'claims in another order': json(JSON.stringify(Object.fromEntries(Object.entries(forge.claims()).reverse()))),
    'nested claims': forge.genuinely({
      claims: { act: { sub: 'svc', act: { sub: 'svc2' } }, authorization_details: [{ type: 'x', actions: ['a'] }] },
    }),
    'equal names at different depths': forge.genuinely({
      claims: { x: { exp: 1, sub: 'x', iss: 'y' }, y: [{ exp: 1 }, { exp: 1 }] },
    }),
    'a value that looks like a member': forge.genuinely({
      claims: { x: '","exp":1,"a":"', y: '\\"exp\\":', z: '{"exp":1}' },
    }),
    'the name constructor': forge.genuinely({ claims: { constructor: { prototype: 1 }, toString: 'x' } }),
    'an extra aud-like claim': forge.genuinely({
      claims: { azp: 'web', auth_time: now, acr: '1', amr: ['pwd'], sid: 's' },
    }),
    'nearly the largest': forge.genuinely({ claims: { x: 'x'.repeat(5000) } }),
    'empty claim values': forge.genuinely({ claims: { x: '', y: null, z: [], w: {} } }),
  };
}
