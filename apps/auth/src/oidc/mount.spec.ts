import { postForm, type RunningAuth, startAuth } from '../testing/running-auth';

describe('The token endpoint', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await startAuth();
  }, 60_000);
  afterAll(() => auth.stop());

  const post = (path: string) => postForm(`${auth.origin}/auth/oauth2${path}`, { grant_type: 'nothing' });

  it('answers under its own spelling', async () => {
    const answer = await post('/token');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
  });

  // What limits how many are at work knows the one spelling.
  it.each(['/token/', '/TOKEN', '/Token/', '//token', '/%74oken', '/token%2F', '/./token;x'])(
    'is not there under %s',
    async (path) => {
      const answer = await post(path);
      expect(answer.status).toBe(404);
    },
  );

  it.each(['token', 'revoke', 'introspect', 'par'])(
    'tells who sends %s another method which one to send',
    async (name) => {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await fetch(`${auth.origin}/auth/oauth2/${name}`, { method });
        expect(answer.status).toBe(405);
        expect(answer.headers.get('allow')).toBe('POST');
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
      }
    },
  );
});
