import { SessionEndedError, SignInUnavailableError } from '@gatehouse/browser';
import { type Words } from '../words/en';

/** Problem details (RFC 9457), as far as the page reads them. */
export interface Problem {
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The service was reached and refused the request. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds to wait, where the service says so. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.detail ?? `The service answered ${status}.`);
    this.name = 'RefusedError';
  }

  /** The end of the problem's type, such as `not_the_author`; empty where it has none. */
  get code(): string {
    return this.problem.type?.split(':').at(-1) ?? '';
  }

  /** What is wrong with each field, by its name. */
  get fields(): Readonly<Record<string, string>> {
    const faults = this.problem.errors ?? [];
    return Object.fromEntries(faults.map(({ pointer, detail }) => [pointer.replace(/^#\/?/, ''), detail]));
  }
}

/** The service was not reached, or could not answer: the same request may succeed later. */
export class UnavailableError extends Error {
  constructor(
    readonly retryAfter: number | undefined,
    options?: ErrorOptions,
  ) {
    super('The service does not answer.', options);
    this.name = 'UnavailableError';
  }
}

// An answer of a proxy in front of the service has no reason in it.
const unavailable = new Set([500, 502, 503, 504]);

// Milliseconds, after which a request is given up.
const timeout = 20_000;

/** The `signal` of a request: it ends with the page that asked, or when the service takes too long. */
export function within(signal?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(timeout);
  return signal ? AbortSignal.any([signal, late]) : late;
}

function secondsOf(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? (Date.parse(header) - Date.now()) / 1000 : seconds;
  return Number.isFinite(wait) ? Math.max(1, Math.ceil(wait)) : undefined;
}

export interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** What the service answered. Throws `RefusedError`, `UnavailableError`, or `SessionEndedError`. */
export async function answered<T>(request: Promise<Answer<T>>): Promise<{ data: T; response: Response }> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof SessionEndedError) throw error;
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    // The network, a body that broke off, or a page of a proxy where JSON was expected.
    throw new UnavailableError(undefined, { cause: error });
  }
  const { data, error, response } = answer;
  if (response.ok) return { data: data as T, response };
  const retryAfter = secondsOf(response.headers.get('Retry-After'));
  if (unavailable.has(response.status)) throw new UnavailableError(retryAfter);
  throw new RefusedError(response.status, typeof error === 'object' && error !== null ? error : {}, retryAfter);
}

/** Whether the same request may succeed later without a change. */
export function mayPass(error: unknown): error is UnavailableError | SignInUnavailableError {
  return error instanceof UnavailableError || error instanceof SignInUnavailableError;
}

/** Milliseconds until the next try. */
export function pauseBefore(attempt: number, error: unknown): number {
  const asked = error instanceof UnavailableError ? (error.retryAfter ?? 0) * 1000 : 0;
  return Math.max(asked, Math.min(1000 * 2 ** attempt, 15_000));
}

/** The reasons that the service gives for all of the request, not for a field. */
function reasonsOf({ problem: { errors = [], detail = '' } }: RefusedError): readonly string[] {
  const reasons = errors.filter(({ pointer }) => pointer === '#').map(({ detail: reason }) => reason);
  return reasons.length > 0 ? reasons : [detail];
}

/** The error in a person's words. */
export function inWords(error: unknown, words: Words): string {
  const { errors, session } = words;
  if (error instanceof SessionEndedError) return session.ended;
  if (mayPass(error)) return navigator.onLine ? errors.unavailableNow : errors.offline;
  if (!(error instanceof RefusedError)) return errors.unknown;
  if (error.status === 429) return errors.tooMany(error.retryAfter ?? 30);
  const known = errors.byCode[error.code];
  if (typeof known === 'string') return known;
  if (known)
    return known(
      reasonsOf(error)
        .map((reason) => faultInWords(reason, words))
        .join(' '),
    );
  if (error.status === 403) return errors.forbidden;
  if (error.status === 404 || error.status === 410) return errors.notFound;
  if (error.status === 409 || error.status === 412) return errors.conflict;
  // A field that holds many values may have a fault in each.
  const faults = new Set(
    Object.keys(error.fields)
      .map((name) => name.split('/')[0])
      .filter(Boolean),
  ).size;
  return faults > 0 ? errors.fields(faults) : errors.invalid;
}

function faultInWords(detail: string, { errors }: Words): string {
  // The services name the field, which the page shows beside it: "`email` must be an e-mail address."
  const said = detail.replace(/^(?:`[^`]*`|The value) /, '').replace(/\.$/, '');
  const known = errors.faults.find(([pattern]) => pattern.test(said));
  return known ? said.replace(known[0], known[1]) : `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** The fault of each field in a person's words, such as "Must be an e-mail address." */
export function fieldsInWords(error: unknown, words: Words): Record<string, string> {
  if (!(error instanceof RefusedError)) return {};
  return Object.fromEntries(
    Object.entries(error.fields).map(([field, detail]) => [field, faultInWords(detail, words)]),
  );
}
