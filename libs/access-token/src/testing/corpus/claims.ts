import { each, type Forge, listed, type NamedTokens, prefixed, withClaim } from './forge';

const NOT_STRINGS: readonly unknown[] = [null, 0, 1, true, false, [], {}, ['x'], { x: 'x' }, 1.5];

/** Another issuer, and every spelling of this one that is not exactly its name. */
export function issuerTokens(forge: Forge): NamedTokens {
  const { issuer } = forge.issuer;
  const url = new URL(issuer);
  const near: readonly unknown[] = [
    `${issuer}/`,
    ` ${issuer}`,
    `${issuer} `,
    issuer.toUpperCase(),
    issuer.replace('http:', 'HTTP:'),
    `${issuer}#`,
    issuer.replace('http:', 'https:'),
    issuer.slice(0, -1),
    `${issuer}x`,
    `${issuer}?`,
    `${issuer}/../auth`,
    `${issuer}\n`,
    issuer.replace('127.0.0.1', 'localhost'),
    issuer.replace('127.0.0.1', '127.1'),
    issuer.replace('auth', '\u0430uth'),
    issuer.replace('auth', '%61uth'),
    issuer.replace('://', '://user@'),
    `${issuer}\u0000`,
    `${issuer}\u200b`,
    `//${url.host}/auth`,
    url.origin,
    issuer.replace('auth', 'Auth'),
    issuer.replace('auth', '\uff41uth'),
    `${issuer}.attacker.example`,
    `https://attacker.example/${issuer}`,
    `https://attacker.example/?iss=${issuer}`,
    `${issuer},${issuer}`,
  ];
  const others: readonly unknown[] = [
    'https://attacker.example',
    'self',
    '__proto__',
    'constructor',
    '',
    '*',
    'null',
    'undefined',
  ];
  const typed: readonly unknown[] = [
    ...NOT_STRINGS,
    [issuer],
    [issuer, 'https://attacker.example'],
    { toString: issuer },
    { iss: issuer },
  ];
  return {
    ...each(listed([...near, ...others, ...typed]), withClaim(forge, 'iss')),
    missing: forge.genuinely({ claims: { iss: undefined } }),
    "the attacker's key in the attacker's name": forge.byAttacker({}, { iss: 'https://attacker.example' }),
    'the issuer only in the header': forge.genuinely({ header: { iss: issuer }, claims: { iss: undefined } }),
  };
}

/** Another audience, and everything that merely looks like ours. */
export function audienceTokens(forge: Forge): NamedTokens {
  const { audience, issuer } = forge.issuer;
  const others: readonly unknown[] = [
    'urn:other:api',
    'web',
    '',
    ' ',
    '*',
    issuer,
    `${audience}/`,
    `${audience} `,
    ` ${audience}`,
    audience.toUpperCase(),
    audience.slice(0, -1),
    `${audience}x`,
    `x${audience}`,
    `${audience}.attacker.example`,
    `${audience},urn:other:api`,
    `${audience} urn:other:api`,
    audience.replace('a', '\u0430'),
    `${audience}\u0000`,
    `${audience}\n`,
    '__proto__',
    'length',
    ['urn:other:api'],
    [],
    [''],
    [`${audience}x`],
    ['urn:other:api', 'urn:third:api'],
    ['*'],
  ];
  const typed: readonly unknown[] = [
    ...NOT_STRINGS,
    [[audience]],
    [audience, 1],
    [1, audience],
    [audience, null],
    [audience, {}],
    [audience, [audience]],
    [null],
    { 0: audience, length: 1 },
    { aud: audience },
    { [audience]: true },
    { toString: audience },
    [audience, ''],
  ];
  return {
    ...each(listed([...others, ...typed]), withClaim(forge, 'aud')),
    missing: forge.genuinely({ claims: { aud: undefined } }),
  };
}

/** Subjects, clients and identifiers that are no names. */
export function subjectTokens(forge: Forge): NamedTokens {
  const names: readonly unknown[] = [
    '',
    ' ',
    '\t',
    '\n',
    '\u0000',
    '\u00a0',
    '\u2028',
    '\ufeff',
    ' ada',
    'ada ',
    'ada\u0000',
    'ada\n',
    '\u0007ada',
    'a\u007f',
    'a\u0085b',
  ];
  const typed: readonly unknown[] = [...NOT_STRINGS, { toString: 'ada' }, ['ada'], 42, -0.5];
  return {
    ...prefixed('sub', each(listed([...names, ...typed]), withClaim(forge, 'sub'))),
    ...prefixed('client_id', each(listed([...names, ...typed]), withClaim(forge, 'client_id'))),
    ...prefixed('jti', each(listed([...names, ...typed]), withClaim(forge, 'jti'))),
    ...prefixed(
      'without',
      each({ sub: 'sub', client_id: 'client_id', jti: 'jti' }, (name) =>
        forge.genuinely({ claims: { [name]: undefined } }),
      ),
    ),
    'sub only in the header': forge.genuinely({ header: { sub: 'ada' }, claims: { sub: undefined } }),
    'sub as Sub': forge.genuinely({ claims: { sub: undefined, Sub: 'ada' } }),
  };
}

/** Other JWTs of the same issuer and key (RFC 8725 §3.11): ID tokens, logout tokens, assertions. */
export function typeTokens(forge: Forge): NamedTokens {
  const types = [
    'JWT',
    'jwt',
    'id+jwt',
    'logout+jwt',
    'secevent+jwt',
    'dpop+jwt',
    'token-introspection+jwt',
    'oauth-authz-req+jwt',
    'entity-statement+jwt',
    'at',
    'at jwt',
    'at-jwt',
    'at_jwt',
    'at+jwt ',
    ' at+jwt',
    'at+jwt\u0000',
    'at+jwt\n',
    'at+jwt+x',
    'xat+jwt',
    'at+jwt;charset=utf-8',
    'at+jwt,JWT',
    'text/at+jwt',
    'application/jwt',
    'application/application/at+jwt',
    '/at+jwt',
    'application/',
    'application/at+jwt ',
    'at+j\u0175t',
    'at\uff0bjwt',
    'JOSE',
    'JOSE+JSON',
    '',
    '*',
    'at%2Bjwt',
  ];
  const typed: readonly unknown[] = [...NOT_STRINGS, ['at+jwt'], { typ: 'at+jwt' }, { toString: 'at+jwt' }];
  const idToken = { nonce: 'n', at_hash: 'h', aud: 'web', client_id: undefined, jti: undefined, scope: undefined };
  return {
    ...each(listed([...types, ...typed]), (typ) => forge.genuinely({ header: { typ } })),
    'bound to a DPoP key that is not shown': forge.genuinely({
      claims: { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } },
    }),
    'bound to a certificate that is not shown': forge.genuinely({
      claims: { cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } },
    }),
    missing: forge.genuinely({ header: { typ: undefined } }),
    'typ only in the claims': forge.genuinely({ header: { typ: undefined }, claims: { typ: 'at+jwt' } }),
    'an ID token': forge.genuinely({ header: { typ: undefined }, claims: idToken }),
    'an ID token for our audience': forge.genuinely({ header: { typ: 'JWT' }, claims: { nonce: 'n', at_hash: 'h' } }),
    'a logout token': forge.genuinely({ header: { typ: 'logout+jwt' }, claims: { events: {}, sid: 's' } }),
    'a Cognito access token': forge.genuinely({
      header: { typ: undefined },
      claims: { token_use: 'access', aud: undefined },
    }),
  };
}
