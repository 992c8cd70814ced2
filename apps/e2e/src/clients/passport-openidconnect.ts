import { type Server } from 'node:http';
import { freePort } from '@gatehouse/dynamodb/testing';
import express, { type Request, type Response } from 'express';
import session from 'express-session';
import { Authenticator } from 'passport';
import { type Profile, Strategy, type VerifyCallback } from 'passport-openidconnect';
import { signIn } from '../sign-in';
import { type ClientTests, register } from './setting';
import { Visitor } from './visitor';

export const passportOpenidConnect: ClientTests = (setting) => {
  // It knows no PKCE. Secret and nonce take its place.
  it('passport-openidconnect signs in as a client with --pkce-optional', async () => {
    const { issuer, person } = setting();
    const port = await freePort();
    const app = `http://localhost:${port}`;
    const callbackURL = `${app}/callback`;
    const { client_id, client_secret } = await register(
      setting(),
      'web',
      '--redirect-uri',
      callbackURL,
      '--pkce-optional',
    );
    const passport = new Authenticator();
    passport.serializeUser((user, done) => done(null, user));
    passport.deserializeUser((user: Express.User, done) => done(null, user));
    passport.use(
      new Strategy(
        {
          issuer,
          authorizationURL: `${issuer}/oauth2/authorize`,
          tokenURL: `${issuer}/oauth2/token`,
          userInfoURL: `${issuer}/oauth2/userinfo`,
          clientID: client_id,
          clientSecret: client_secret,
          callbackURL,
          scope: 'profile email',
          nonce: 'yes',
        },
        (_issuer: string, profile: Profile, done: VerifyCallback) => done(null, profile),
      ),
    );
    const server = express()
      .use(session({ secret: 'a secret of this test', resave: false, saveUninitialized: false }))
      .use(passport.session())
      .get('/login', passport.authenticate('openidconnect'))
      .get('/callback', passport.authenticate('openidconnect', { successRedirect: '/me' }))
      .get('/me', (request: Request, response: Response) => void response.json(request.user ?? null));
    const listening = await new Promise<Server>((resolve) => {
      const started = server.listen(port, 'localhost', () => resolve(started));
    });
    try {
      const visitor = new Visitor();
      const away = await visitor.redirect(`${app}/login`);
      expect(away.searchParams.get('nonce')).toBeTruthy();
      const me = await visitor.redirect(await signIn(away, person));
      expect(await (await visitor.request(me)).json()).toMatchObject({
        displayName: person.name,
        username: person.username,
        emails: [{ value: person.email }],
      });
    } finally {
      listening.closeAllConnections();
      await new Promise((resolve) => listening.close(resolve));
    }
  });
};
