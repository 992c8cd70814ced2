/** Where a page signs people in, and how it keeps the session. */
export interface SessionSettings {
  /** `tokens`: in memory. `cookies`: out of reach of scripts. `cognito`: tokens of a user pool. */
  readonly session: 'tokens' | 'cookies' | 'cognito';
  /** Issuer of the tokens, such as `https://example.com/auth`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Scopes with spaces between; `openid` is one of them. */
  readonly scope: string;
  /** Origin of the user pool's pages. Required for `cognito`. */
  readonly hostedUi?: string | undefined;
}

const kinds = ['tokens', 'cookies', 'cognito'] as const;

function isWebUrl(value: unknown): value is string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
}

/** Returns the settings of a page, as its `settings.json` has them. Throws one error that lists every fault. */
export function parseSettings(value: unknown): SessionSettings {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { session, issuer, clientId, scope, hostedUi } = given;
  const kind = kinds.find((name) => name === session);
  const faults: string[] = [];
  if (!kind) faults.push(`session: must be one of ${kinds.join(', ')}`);
  if (!isWebUrl(issuer)) faults.push('issuer: must be a URL such as https://example.com/auth');
  if (typeof clientId !== 'string' || clientId === '') faults.push('clientId: must be the id of the client');
  if (typeof scope !== 'string' || !scope.split(' ').includes('openid')) {
    faults.push('scope: must be scopes with spaces between, openid among them');
  }
  const hasPages = isWebUrl(hostedUi) && new URL(hostedUi).origin === hostedUi;
  if (kind === 'cognito' && !hasPages) faults.push("hostedUi: must be the origin of the user pool's pages");
  if (kind !== 'cognito' && hostedUi !== undefined) faults.push('hostedUi: is for cognito alone');
  if (faults.length > 0) throw new Error(`The settings of the page are not valid:\n  ${faults.join('\n  ')}`);
  return {
    session: kind as SessionSettings['session'],
    issuer: issuer as string,
    clientId: clientId as string,
    scope: scope as string,
    ...(kind === 'cognito' && { hostedUi: hostedUi as string }),
  };
}
