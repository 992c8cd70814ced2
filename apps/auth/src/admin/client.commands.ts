import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { allScopes, isApiScope, RegistryStore } from '@gatehouse/authorization';
import { type INestApplicationContext } from '@nestjs/common';
import { z } from 'zod';
import { ClientsService } from '../oidc/clients/clients.service';
import { clientKinds, isConfidential } from '../oidc/clients/new-client';
import { AdminError, type Command } from './command';
import { operatorContext } from './operator';

const jwksSchema = z.object({
  keys: z
    .array(
      z
        .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']) })
        .refine((key) => !('d' in key), { error: '--jwks must hold public keys only' }),
    )
    .min(1),
});

const optionsSchema = z.object({
  name: z.string({ error: '--name is required' }).min(1).max(100),
  kind: z.enum(clientKinds, { error: `--kind must be one of ${clientKinds.join(', ')}` }),
  'redirect-uri': z.array(z.string()).default([]),
  'post-logout-redirect-uri': z.array(z.string()).default([]),
  scope: z.string().optional(),
  jwks: z.string().optional(),
  'backchannel-logout-uri': z.string().optional(),
  'pkce-optional': z.boolean().default(false),
});

function optionsOf(words: string[]): z.infer<typeof optionsSchema> {
  const many = { type: 'string', multiple: true } as const;
  const one = { type: 'string' } as const;
  const { values } = parseArgs({
    args: words,
    options: {
      name: one,
      kind: one,
      'redirect-uri': many,
      'post-logout-redirect-uri': many,
      scope: one,
      jwks: one,
      'backchannel-logout-uri': one,
      'pkce-optional': { type: 'boolean' },
    },
  });
  const options = optionsSchema.safeParse(values);
  if (!options.success) throw new AdminError(options.error.issues.map(({ message }) => message).join('\n'));
  return options.data;
}

async function jwksIn(path: string) {
  const jwks = jwksSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!jwks.success) throw new AdminError(jwks.error.issues.map(({ message }) => message).join('\n'));
  return jwks.data;
}

async function refuseUnknownScopes(app: INestApplicationContext, scope: string | undefined): Promise<void> {
  if (scope === undefined) return;
  const registry = await app.get(RegistryStore, { strict: false }).read();
  const unknown = scope.split(' ').filter((name) => !isApiScope(registry, name));
  if (unknown.length === 0) return;
  const known = allScopes(registry).join(', ') || 'none yet; "apis apply" adds them';
  throw new AdminError(`--scope: no API has ${unknown.join(', ')}. The scopes are: ${known}.`);
}

async function add(app: INestApplicationContext, words: string[]) {
  const options = optionsOf(words);
  await refuseUnknownScopes(app, options.scope);
  const { kind, jwks: path, 'pkce-optional': pkceOptional } = options;
  if (pkceOptional && !isConfidential(kind)) throw new AdminError('--pkce-optional is for clients with a secret.');
  const jwks = path === undefined ? undefined : await jwksIn(path);
  const { client, secret } = await app.get(ClientsService).add(
    {
      name: options.name,
      kind,
      redirectUris: options['redirect-uri'],
      postLogoutRedirectUris: options['post-logout-redirect-uri'],
      scope: options.scope,
      jwks,
      backchannelLogoutUri: options['backchannel-logout-uri'],
      pkceOptional,
      hasSecret: isConfidential(kind) && !jwks,
    },
    operatorContext(),
  );
  // The one time that the secret is shown.
  return { ...client, ...(secret !== undefined && { client_secret: secret }) };
}

export const clientCommands: Record<string, Command> = {
  add,
  list: (app) => app.get(ClientsService).list(),
  'renew-secret': async (app, [id = '']) => {
    const { client, secret } = await app.get(ClientsService).renewSecret(id, operatorContext());
    return { ...client, client_secret: secret };
  },
  remove: async (app, [id = '']) => {
    await app.get(ClientsService).remove(id, operatorContext());
    return `${id} is removed.`;
  },
};
