import { Auth, type AuthConfig } from '@auth/core';
import { signIn } from '../sign-in';
import { type ClientTests, register } from './setting';
import { Visitor } from './visitor';

const app = 'http://localhost:3999';

export const authJs: ClientTests = (setting) => {
  it('Auth.js, with its defaults, has a session with the name and the address of the person', async () => {
    const { issuer, person } = setting();
    const { client_id, client_secret } = await register(
      setting(),
      'web',
      '--redirect-uri',
      `${app}/auth/callback/gatehouse`,
    );
    const config: AuthConfig = {
      trustHost: true,
      secret: 'a secret of this test',
      basePath: '/auth',
      providers: [
        { id: 'gatehouse', name: 'Gatehouse', type: 'oidc', issuer, clientId: client_id, clientSecret: client_secret },
      ],
    };
    const visitor = new Visitor((request) => Auth(request, config));
    const { csrfToken } = (await (await visitor.request(`${app}/auth/csrf`)).json()) as { csrfToken: string };
    const away = await visitor.redirect(`${app}/auth/signin/gatehouse`, {
      method: 'POST',
      body: new URLSearchParams({ csrfToken, callbackUrl: `${app}/` }),
    });
    expect(away.searchParams.get('code_challenge_method')).toBe('S256');
    const back = await visitor.redirect(await signIn(away, person));
    expect(back.href).toBe(`${app}/`);
    const session = (await (await visitor.request(`${app}/auth/session`)).json()) as object;
    expect(session).toMatchObject({ user: { name: person.name, email: person.email } });
  });
};
