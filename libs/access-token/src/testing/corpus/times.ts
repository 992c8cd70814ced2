import { each, type Forge, listed, type NamedTokens, prefixed, withClaim } from './forge';

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
