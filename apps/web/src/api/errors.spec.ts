import { SessionEndedError, SignInUnavailableError } from '@gatehouse/browser';
import { de } from '../words/de';
import { en } from '../words/en';
import { answered, fieldsInWords, inWords, mayPass, pauseBefore, RefusedError, UnavailableError } from './errors';

function answer(status: number, error?: unknown, headers: Record<string, string> = {}) {
  const response = new Response(null, { status, headers });
  return answered(Promise.resolve(response.ok ? { data: 'fine', response } : { error, response }));
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const problem = (code: string, more = {}) => ({ type: `urn:gatehouse:problem:${code}`, title: 'x', ...more });

describe('an answer of a service', () => {
  it('is its data where it went well', async () => {
    expect((await answer(200)).data).toBe('fine');
  });

  it.each([500, 502, 503, 504])('may pass with status %i, whatever its body is', async (status) => {
    const error = await failure(answer(status, '<h1>Bad gateway</h1>', { 'Retry-After': '7' }));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(mayPass(error)).toBe(true);
    expect(pauseBefore(0, error)).toBe(7000);
  });

  it('may pass where there was none', async () => {
    expect(mayPass(await failure(answered(Promise.reject(new TypeError('fetch failed')))))).toBe(true);
    expect(mayPass(new SignInUnavailableError())).toBe(true);
  });

  it.each([400, 401, 403, 404, 409, 412, 429])('does not pass with status %i', async (status) => {
    const error = await failure(answer(status, problem('x')));
    expect(error).toBeInstanceOf(RefusedError);
    expect(mayPass(error)).toBe(false);
  });

  it('is the end of the session where the session says so', async () => {
    const error = await failure(answered(Promise.reject(new SessionEndedError())));
    expect(error).toBeInstanceOf(SessionEndedError);
    expect(inWords(error, en)).toBe(en.session.ended);
  });

  it.each([
    ['12', 'Too many tries. Try again in 12 seconds.'],
    ['1', 'Too many tries. Try again in 1 second.'],
    ['0.2', 'Too many tries. Try again in 1 second.'],
    ['nonsense', 'Too many tries. Try again in 30 seconds.'],
    ['', 'Too many tries. Try again in 30 seconds.'],
  ])('tells how long to wait by Retry-After: %j', async (header, text) => {
    expect(inWords(await failure(answer(429, undefined, { 'Retry-After': header })), en)).toBe(text);
  });

  it('is told in words by its code, else by its status', async () => {
    expect(inWords(await failure(answer(403, problem('not_the_author'))), en)).toBe(en.errors.byCode['not_the_author']);
    expect(inWords(await failure(answer(403, problem('of_a_later_version'))), en)).toBe(en.errors.forbidden);
    expect(inWords(await failure(answer(412, 'no JSON')), en)).toBe(en.errors.conflict);
    expect(inWords(new Error('a bug'), en)).toBe(en.errors.unknown);
  });

  it.each([
    ['`email` must be an e-mail address.', 'Must be an e-mail address.', 'Geben Sie eine E-Mail-Adresse ein.'],
    ['must have 8 to 256 characters', 'Must have 8 to 256 characters.', 'Muss 8 bis 256 Zeichen haben.'],
    ['is wrong', 'Is wrong.', 'Ist falsch.'],
    ['of a later version', 'Of a later version.', 'Of a later version.'],
  ])('names the faults of fields: %s', async (detail, english, german) => {
    const errors = [{ pointer: '#/email', detail }];
    const error = await failure(answer(400, problem('invalid_input', { errors })));
    expect(fieldsInWords(error, en)).toEqual({ email: english });
    expect(fieldsInWords(error, de)).toEqual({ email: german });
    expect(inWords(error, en)).toBe('Check 1 field.');
  });

  it('counts a field with many faulty values once', async () => {
    const errors = ['#/uris/0', '#/uris/1', '#'].map((pointer) => ({ pointer, detail: 'must be a URI' }));
    const error = await failure(answer(400, problem('invalid_input', { errors })));
    expect(inWords(error, en)).toBe('Check 1 field.');
  });

  it('is told with the reasons of the service where the words of its code take them', async () => {
    const words = {
      ...en,
      errors: {
        ...en.errors,
        byCode: { client_refused: (reason: string) => `No. ${reason}` },
        faults: [[/^uris must be (\w+)$/, 'They are to be $1.']] as const,
      },
    };
    const pointers = ['#', '#', '#/uris'].map((pointer, index) => ({ pointer, detail: `uris must be u${index}.` }));
    const told = async (more: object) => inWords(await failure(answer(400, problem('client_refused', more))), words);
    expect(await told({ detail: 'uris must be all.', errors: pointers })).toBe(
      'No. They are to be u0. They are to be u1.',
    );
    expect(await told({ detail: 'uris must be all.' })).toBe('No. They are to be all.');
    expect(await told({ detail: 'of a later version' })).toBe('No. Of a later version.');
  });

  it('waits longer from try to try', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((attempt) => pauseBefore(attempt, new UnavailableError(undefined)))).toEqual([
      1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
    ]);
  });
});
