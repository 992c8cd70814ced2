import { each, type Forge, listed, type NamedTokens, prefixed } from './forge';

const withClaim = (forge: Forge, name: string) => (value: unknown) => forge.genuinely({ claims: { [name]: value } });
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

/** Lifetimes that are over, not begun, endless, too long, or no numbers. */
export function timeTokens(forge: Forge): NamedTokens {
  const { now } = forge;
  const iso = new Date((now + 300) * 1000).toISOString();
  const notDates: readonly unknown[] = [
    null,
    true,
    false,
    '',
    String(now + 300),
    iso,
    `${now + 300}s`,
    [now + 300],
    [],
    {},
    { exp: now + 300 },
    'Infinity',
    'NaN',
  ];
  const expired = [0, 1, -1, now - 3600, now - 60, now - 6, now - 6.5, -now, -(now + 300)];
  const endless = [
    (now + 300) * 1000,
    now + 3660,
    now + 86_400 * 365,
    1e15,
    1e300,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_VALUE,
    2 ** 53,
  ];
  const future = [now + 90, now + 75, now + 3000, (now + 1) * 1000, 1e300];
  const raw = (name: string) => (text: string) => {
    const claims = JSON.stringify(forge.claims({ [name]: '@' })).replace(`"${name}":"@"`, `"${name}":${text}`);
    return forge.exactly(JSON.stringify(forge.header()), claims);
  };
  const notJson = Object.fromEntries(
    [
      '1e400',
      '-1e400',
      'NaN',
      'Infinity',
      '-Infinity',
      '0x7fffffff',
      `+${now + 300}`,
      `0${now + 300}`,
      `${now + 300}.`,
      '.5',
      `${now + 300}n`,
      '1_000',
      '--1',
    ].map((text) => [text, text]),
  );
  const spans = {
    'exp before iat': { iat: now, exp: now - 1 },
    'exp equal to iat': { iat: now, exp: now },
    'exp and iat long ago': { iat: now - 7200, exp: now - 6900 },
    'exp and iat in the future': { iat: now + 600, exp: now + 900 },
    'iat of zero': { iat: 0, exp: now + 300 },
    'a negative iat': { iat: -1, exp: now + 300 },
    'a life of a day': { iat: now - 86_400 + 300, exp: now + 300 },
  };
  return {
    ...prefixed('exp', each(listed([...notDates, ...expired, ...endless]), withClaim(forge, 'exp'))),
    ...prefixed('exp written', each(notJson, raw('exp'))),
    ...prefixed('iat', each(listed([...notDates, ...future]), withClaim(forge, 'iat'))),
    ...prefixed('iat written', each(notJson, raw('iat'))),
    ...prefixed('nbf', each(listed([...notDates, ...future]), withClaim(forge, 'nbf'))),
    ...prefixed('nbf written', each(notJson, raw('nbf'))),
    ...each(spans, (claims) => forge.genuinely({ claims })),
    'no exp': forge.genuinely({ claims: { exp: undefined } }),
    'no iat': forge.genuinely({ claims: { iat: undefined } }),
    'no dates at all': forge.genuinely({ claims: { exp: undefined, iat: undefined } }),
    'exp only in the header': forge.genuinely({ header: { exp: now + 300 }, claims: { exp: undefined } }),
    'exp under another name': forge.genuinely({ claims: { exp: undefined, EXP: now + 300, expires: now + 300 } }),
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
