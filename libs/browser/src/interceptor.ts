import { SessionEndedError } from './errors';
import { type Credential } from './keepers/keeper';

/** What the interceptor asks of a session. Promises reject with `SessionEndedError` or `SignInUnavailableError`. */
export interface Credentials {
  /** The subject that the page shows, undefined where nobody is signed in. */
  shown(): string | undefined;
  /** The same, after a look at what other tabs have made of the session. */
  now(): string | undefined;
  started(): Promise<unknown>;
  /** A credential that is fresh, where one can be had. */
  fresh(): Promise<Credential>;
  /** Another one than that which was refused. */
  renewed(refused: Credential): Promise<Credential>;
  isCurrent(credential: Credential): boolean;
}

/** Base addresses of APIs; a path ends with a slash, so that `/messages` is no base of `/messages-of-others`. */
export function basesOf(apis: readonly string[], origin: string): readonly URL[] {
  return apis.map((api) => {
    const url = URL.parse(api, origin);
    if (url?.origin !== origin) throw new Error(`apis: ${api} is not of the page's own origin`);
    url.pathname = url.pathname.replace(/\/?$/, '/');
    return url;
  });
}

function isBelow(bases: readonly URL[], address: string): boolean {
  const { origin, pathname } = new URL(address);
  return bases.some((base) => base.origin === origin && `${pathname}/`.startsWith(base.pathname));
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** The cookies changed after the request was made. */
async function isOfOldCookies(answer: Response): Promise<boolean> {
  if (answer.status !== 403 || !answer.headers.get('Content-Type')?.includes('json')) return false;
  const problem = (await answer
    .clone()
    .json()
    .catch(() => null)) as { type?: unknown } | null;
  return problem?.type === 'urn:gatehouse:problem:csrf';
}

/**
 * `fetch` that authenticates requests to our APIs while somebody is signed in. After a 401 it renews the credential and repeats the
 * request once; the answer to the repetition is returned, whatever it is.
 */
export function interceptor(
  bases: readonly URL[],
  send: (request: Request) => Promise<Response>,
  credentials: Credentials,
): typeof globalThis.fetch {
  return async (input, init) => {
    const given = new Request(input, init);
    if (!isBelow(bases, given.url) || given.headers.has('Authorization')) return send(given);
    const aborted = abortOf(given.signal);
    aborted.catch(() => undefined);
    const inTime = <T>(work: Promise<T>) => Promise.race([work, aborted]);

    // The page shows this person. A request is never sent as another one, whoever signs in while it waits.
    const shown = credentials.shown();
    await inTime(credentials.started());
    const subject = credentials.now();
    if (shown !== undefined && subject !== shown) throw new SessionEndedError();
    if (subject === undefined) return send(given);
    const mustBeOfSubject = ({ person }: Credential) => {
      if (person.subject !== subject) throw new SessionEndedError('Another person has signed in.');
    };

    const attempt = async (credential: Credential) => {
      mustBeOfSubject(credential);
      // A browser follows a redirect with our headers, wherever it leads.
      const request = new Request(given.clone(), { redirect: 'error' });
      credential.authenticate(request);
      const answer = await send(request);
      // Cookies that another person's sign-in changed meanwhile went with the request. Writes are bound to theirs by the CSRF value.
      const isRead = given.method === 'GET' || given.method === 'HEAD';
      if (isRead && answer.ok && !credentials.isCurrent(credential)) mustBeOfSubject(await credentials.fresh());
      return answer;
    };
    const first = await inTime(credentials.fresh());
    const answer = await attempt(first);
    if (answer.status !== 401 && !(await isOfOldCookies(answer))) return answer;
    return attempt(await inTime(credentials.renewed(first)));
  };
}
