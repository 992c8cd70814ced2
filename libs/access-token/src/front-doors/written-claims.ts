type Claims = Readonly<Record<string, unknown>>;

const DATES = ['exp', 'iat', 'nbf', 'auth_time'];
const FLAGS = ['email_verified', 'phone_number_verified'];
const ROLES = ['roles', 'groups', 'cognito:groups'];
const SCOPES = ['scope', 'scp', 'permissions'];

/** Claims as the JWT authorizer of an HTTP API writes them: numbers as `1764214738` or `1.764214738E9`, lists as `[a b]`. */
export function httpApiClaims(written: object): Claims {
  return restored(written, (name, text) => {
    if (DATES.includes(name)) return numberOf(text) ?? text;
    // A `scope` in brackets was a list: read as text, it would grant what stands between two spaces.
    const isList = [...ROLES, ...SCOPES, 'aud'].includes(name) && text.startsWith('[') && text.endsWith(']');
    return isList ? itemsOf(text.slice(1, -1), ' ') : text;
  });
}

/** Claims as the Cognito authorizer of a REST API writes them: dates as `Fri Nov 27 03:38:58 UTC 2026` or digits, groups as `a,b`. */
export function restApiClaims(written: object): Claims {
  return restored(written, (name, text) => {
    if (DATES.includes(name)) return numberOf(text) ?? secondsOf(text) ?? text;
    return ROLES.includes(name) ? itemsOf(text, ',') : text;
  });
}

function restored(written: object, read: (name: string, text: string) => unknown): Claims {
  const claims = Object.entries(written).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string') return [name, value];
    // As text, `false` would count as true.
    if (FLAGS.includes(name) && (value === 'true' || value === 'false')) return [name, value === 'true'];
    return [name, read(name, value)];
  });
  return Object.freeze(Object.fromEntries(claims) as Record<string, unknown>);
}

function numberOf(text: string): number | undefined {
  return /^\d{1,20}(\.\d{1,20})?(e\+?\d{1,2})?$/i.test(text) ? Number(text) : undefined;
}

/** Java's `Date.toString`. Only a date that the calendar has is written back as the same text. */
function secondsOf(text: string): number | undefined {
  const [, weekday, month, day, time, year] =
    /^(\w{3}) (\w{3}) (\d{2}) (\d{2}:\d{2}:\d{2}) UTC (\d{4})$/.exec(text) ?? [];
  const date = `${weekday}, ${day} ${month} ${year} ${time} GMT`;
  const at = Date.parse(date);
  return new Date(at).toUTCString() === date ? at / 1000 : undefined;
}

/**
 * The items of a list. Names that hold its separator cannot be told from two. Where empty items, other space or brackets
 * show that this was no list of names, there is no item.
 */
function itemsOf(text: string, separator: string): readonly string[] {
  const items = text.split(separator);
  return items.every((item) => item !== '' && !/[\s[\]]/.test(item)) ? items : [];
}
