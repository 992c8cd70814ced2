import { each, type Forge, listed, type NamedTokens, prefixed } from './forge';

/** Tokens past the cap. */
export function sizeTokens(forge: Forge): NamedTokens {
  const sizes = { '8 KB': 6000, '12 KB': 9000, '64 KB': 48_000, '1 MB': 780_000 };
  return {
    ...prefixed(
      'a claim that makes it',
      each(sizes, (size) => forge.genuinely({ claims: { x: 'x'.repeat(size) } })),
    ),
    ...prefixed(
      'a header that makes it',
      each(sizes, (size) => forge.genuinely({ header: { x: 'x'.repeat(size) } })),
    ),
    ...prefixed(
      'a signature that makes it',
      each(sizes, (size) => `${forge.good()}${'A'.repeat(size * 1.34)}`),
    ),
    ...prefixed(
      'spaces that make it',
      each(sizes, (size) =>
        forge.exactly(JSON.stringify(forge.header()), JSON.stringify(forge.claims()) + ' '.repeat(size)),
      ),
    ),
    'nothing but A': 'A'.repeat(16_000),
    'nothing but dots': '.'.repeat(8000),
    'a megabyte of dots': '.'.repeat(1_000_000),
    'a claim for each letter': forge.genuinely({
      claims: Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`c${i}`, i])),
    }),
  };
}

/** Names that are members of every object: nothing may be inherited, nothing polluted. */
export function prototypeTokens(forge: Forge): NamedTokens {
  const good = forge.claims();
  const header = JSON.stringify(forge.header());
  const inherited = (name: string): string =>
    JSON.stringify({ ...good, [name]: undefined }).replace(
      /\}$/,
      `,"__proto__":{"${name}":${JSON.stringify(good[name])}}}`,
    );
  const names: readonly unknown[] = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
  ];
  const polluted = {
    'an empty __proto__': '"__proto__":{}',
    'a __proto__ of null': '"__proto__":null',
    'a __proto__ with roles': '"__proto__":{"roles":["admin"]}',
    'a nested __proto__': '"x":{"__proto__":{"polluted":true}}',
    'an escaped __proto__': '"\\u005f_proto__":{"polluted":true}',
    'a __proto__ in a list': '"x":[{"__proto__":1}]',
  };
  return {
    ...prefixed(
      'inherited',
      each(
        Object.fromEntries(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'].map((name) => [name, name])),
        (name) => forge.exactly(header, inherited(name)),
      ),
    ),
    ...prefixed('everything inherited in the payload', {
      '': forge.exactly(header, `{"__proto__":${JSON.stringify(good)}}`),
    }),
    'everything inherited in the header': forge.exactly(`{"__proto__":${header}}`, JSON.stringify(good)),
    'alg inherited': forge.exactly(
      JSON.stringify(forge.header({ alg: undefined })).replace(/\}$/, ',"__proto__":{"alg":"RS256"}}'),
      JSON.stringify(good),
    ),
    ...each(polluted, (members) => forge.exactly(header, JSON.stringify(good).replace(/\}$/, `,${members}}`))),
    ...prefixed(
      'in the header:',
      each(polluted, (members) => forge.exactly(header.replace(/\}$/, `,${members}}`), JSON.stringify(good))),
    ),
    ...prefixed(
      'alg',
      each(listed(names), (alg) => forge.genuinely({ header: { alg } })),
    ),
    ...prefixed(
      'typ',
      each(listed(names), (typ) => forge.genuinely({ header: { typ } })),
    ),
    ...prefixed(
      'iss',
      each(listed(names), (iss) => forge.genuinely({ claims: { iss } })),
    ),
    ...prefixed(
      'aud',
      each(listed(names), (aud) => forge.genuinely({ claims: { aud } })),
    ),
    ...prefixed(
      'aud list of',
      each(listed(names), (aud) => forge.genuinely({ claims: { aud: [aud] } })),
    ),
    ...prefixed(
      "the attacker's key, kid",
      each(listed(names), (kid) => forge.byAttacker({ kid })),
    ),
  };
}
