import { type authEnvironment } from '../../../auth/src/config';
import { type environment } from '../../../messages/src/config';
import { type EnvironmentOf } from './environment';

const auth = { PORT: '1', AUTH_ISSUER: 'a', AUTH_AUDIENCE: 'b', SIGNING_KEYS: 'kms:c' };
const messages = { PORT: '1', AUTH_ISSUER: 'a', AUTH_AUDIENCE: 'b', CURSOR_KEY: 'c' };

it('does not compile where a service lacks a variable', () => {
  auth satisfies EnvironmentOf<typeof authEnvironment>;
  messages satisfies EnvironmentOf<typeof environment>;
  const { SIGNING_KEYS: _keys, ...authWithout } = auth;
  // @ts-expect-error SIGNING_KEYS is missing
  authWithout satisfies EnvironmentOf<typeof authEnvironment>;
  const { CURSOR_KEY: _key, ...messagesWithout } = messages;
  // @ts-expect-error CURSOR_KEY is missing
  messagesWithout satisfies EnvironmentOf<typeof environment>;
  // @ts-expect-error a number is no variable
  ({ ...messages, FEED_SHARDS: 16 }) satisfies EnvironmentOf<typeof environment>;
  expect(Object.keys(authWithout)).not.toContain('SIGNING_KEYS');
});
