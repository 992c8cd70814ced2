import { isLoopback } from '@gatehouse/service';
import { z } from 'zod';
import { printableName } from '../../users/user.requests';
import { clientKinds } from './new-client';

const longestUri = 2048;
// RFC 7518 §6: what a JWK has of a private or symmetric key.
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * What is sent there is for the client alone: not in the clear over a network (RFC 9700 §2.6), not where two parsers disagree, and
 * not to what only looks like a pattern. Private schemes are for oidc-provider to judge.
 */
function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url || /[^\x21-\x7e]|\\/.test(text)) return false;
  if (url.username !== '' || url.password !== '' || url.host.includes('*')) return false;
  return url.protocol !== 'http:' || isLoopback(url);
}

const uri = z.string('must be a URI').max(longestUri, `must have at most ${longestUri} characters`).refine(isAddress, {
  error: 'must be a URI in ASCII without credentials or wildcards, and https unless it is on localhost',
  abort: true,
});
const uris = z.array(uri).max(20, 'must hold at most 20 URIs');

/** RFC 7517 set of public keys. */
export const jwksSchema = z.object({
  keys: z
    .array(
      z
        .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP'], 'must be RSA, EC or OKP') })
        .refine((key) => privateMembers.every((member) => !(member in key)), { error: 'must hold public keys only' }),
    )
    .min(1, 'must hold a key')
    .max(10, 'must hold at most 10 keys'),
});

/** What can be changed of a client. What is left out stays; null removes it, as false does. oidc-provider validates the rest. */
const changes = z.strictObject({
  name: printableName.optional().meta({ description: 'What the consent page calls the client.' }),
  redirectUris: uris.optional().meta({ description: 'Compared exactly.' }),
  postLogoutRedirectUris: uris.optional(),
  scopes: z
    .array(z.string('must be a scope').min(1, 'must be a scope').max(100, 'must be a scope'))
    .min(1, 'must name a scope, or be null')
    .max(100, 'must name at most 100 scopes')
    .nullable()
    .optional()
    .meta({
      description:
        'The scopes of APIs that the client can have at most, whoever uses it. Null: all that the user can have, and none for a service.',
    }),
  jwks: jwksSchema.optional().meta({ description: 'Public keys (RFC 7517), for private_key_jwt instead of a secret.' }),
  backchannelLogoutUri: uri
    .refine((address) => !address.includes('#'), { error: 'must not have a fragment' })
    .nullable()
    .optional(),
  pkceOptional: z.boolean('must be true or false').optional().meta({ description: 'Only with a secret or keys.' }),
  dpop: z.boolean('must be true or false').optional().meta({ description: 'Binds the tokens to a key (RFC 9449).' }),
  resource: z
    .string('must be a URL or a URN')
    .max(longestUri, `must have at most ${longestUri} characters`)
    // An audience is a URL or a name. Scripts would be shown to people.
    .regex(/^(https?:\/\/|urn:)[^\s#]+$/, 'must be an http(s) URL without a fragment, or a URN')
    .nullable()
    .optional()
    .meta({ description: 'The audience whose tokens the client may introspect.' }),
  refreshWindow: z
    .int('must be a number of seconds')
    .min(0, 'must be a number of seconds')
    .max(9999, 'must be a number of seconds')
    .nullable()
    .optional()
    .meta({ description: 'Seconds for which a refresh token answers after its exchange.' }),
});

/** The body that changes a client. */
export const clientChangesSchema = changes.refine((given) => Object.keys(given).length > 0, {
  error: 'must change something',
});

/** A client that is to be added. */
export const newClientSchema = changes.extend({
  name: printableName.meta({ description: 'What the consent page calls the client.' }),
  kind: z
    .enum(clientKinds, `must be one of ${clientKinds.join(', ')}`)
    .meta({ description: 'Decides how the client proves itself and which grants it may use.' }),
});

export const clientIdSchema = z.string().min(1).max(100);

/** A client that is to be added. */
export type NewClient = z.infer<typeof newClientSchema>;

/** What changes of a client. */
export type ClientChanges = z.infer<typeof clientChangesSchema>;
