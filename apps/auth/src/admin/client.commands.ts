import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { allScopes, isApiScope, RegistryStore } from '@gatehouse/authorization';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { z } from 'zod';
import { type AddedClient, ClientsService } from '../oidc/clients/clients.service';
import { type ClientChanges, clientKinds, isConfidential } from '../oidc/clients/new-client';
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

/** An option that an empty value removes. */
function removable<T extends z.ZodType>(schema: T) {
  return z.union([z.literal('').transform(() => null), schema]).optional();
}

// An audience is a URL or a name. Scripts would be shown to people.
const resource = /^(https?:\/\/|urn:)[^\s#]+$/;

const changesSchema = z.object({
  name: z.string().min(1).max(100).optional(),
  'redirect-uri': z.array(z.string()).optional(),
  'post-logout-redirect-uri': z.array(z.string()).optional(),
  scope: removable(z.string()),
  jwks: z.string().optional(),
  'backchannel-logout-uri': removable(z.string()),
  'pkce-optional': z.boolean().optional(),
  dpop: z.boolean().optional(),
  resource: removable(z.string().regex(resource)),
  'refresh-window': removable(
    z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number),
  ),
});
const clientSchema = changesSchema.extend({
  name: z.string({ error: '--name is required' }).min(1).max(100),
  kind: z.enum(clientKinds, { error: `--kind must be one of ${clientKinds.join(', ')}` }),
});

const many = { type: 'string', multiple: true } as const;
const one = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  name: one,
  kind: one,
  'redirect-uri': many,
  'post-logout-redirect-uri': many,
  scope: one,
  jwks: one,
  'backchannel-logout-uri': one,
  'pkce-optional': flag,
  dpop: flag,
  resource: one,
  'refresh-window': one,
};

const faultTexts: Record<string, string> = {
  resource: '--resource must be an http(s) URL without a fragment, or a URN',
  'refresh-window': '--refresh-window must be a number of seconds',
};

function parsed<T>(schema: z.ZodType<T>, values: unknown): T {
  const result = schema.safeParse(values);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => faultTexts[String(path[0])] ?? message);
    throw new AdminError(faults.join('\n'));
  }
  return result.data;
}

async function changesOf(app: INestApplicationContext, values: z.infer<typeof changesSchema>): Promise<ClientChanges> {
  await refuseUnknownScopes(app, values.scope);
  const { name, scope, dpop } = values;
  const changes = {
    name,
    redirectUris: values['redirect-uri'],
    postLogoutRedirectUris: values['post-logout-redirect-uri'],
    scope,
    jwks: values.jwks === undefined ? undefined : await jwksIn(values.jwks),
    backchannelLogoutUri: values['backchannel-logout-uri'],
    pkceOptional: values['pkce-optional'],
    dpop,
    resource: values.resource,
    refreshWindow: values['refresh-window'],
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

async function jwksIn(path: string) {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AdminError(`--jwks: ${path} cannot be read as JSON.`, { cause });
  }
  return parsed(jwksSchema, content);
}

async function refuseUnknownScopes(app: INestApplicationContext, scope: string | null | undefined): Promise<void> {
  if (typeof scope !== 'string') return;
  const registry = await app.get(RegistryStore, { strict: false }).read();
  const unknown = scope.split(' ').filter((name) => !isApiScope(registry, name));
  if (unknown.length === 0) return;
  const known = allScopes(registry).join(', ') || 'none yet; "apis apply" adds them';
  throw new AdminError(`--scope: no API has ${unknown.join(', ')}. The scopes are: ${known}.`);
}

async function add(app: INestApplicationContext, words: string[]) {
  const { kind, name, ...values } = parsed(clientSchema, parseArgs({ args: words, options }).values);
  const changes = await changesOf(app, values);
  if (kind === 'service' && !changes.scope && !changes.resource) {
    new Logger('Clients').warn('The client can have no scope of any API, because it was added without --scope.');
  }
  const { client, secret } = await app.get(ClientsService).add(
    {
      redirectUris: [],
      postLogoutRedirectUris: [],
      pkceOptional: false,
      dpop: false,
      ...changes,
      name,
      kind,
      hasSecret: isConfidential(kind) && !changes.jwks,
    },
    operatorContext(),
  );
  return shown({ client, secret });
}

async function change(app: INestApplicationContext, words: string[]) {
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true, allowNegative: true });
  const [id = '', ...others] = positionals;
  if (others.length > 0) throw new AdminError('Name one client.');
  if (values.kind !== undefined) throw new AdminError('The kind of a client cannot be changed. Add another client.');
  const changes = await changesOf(app, parsed(changesSchema, values));
  if (Object.keys(changes).length === 0) throw new AdminError('Name what to change, such as --redirect-uri URI.');
  return app.get(ClientsService).change(id, changes, operatorContext());
}

/** With its secret: this is the one time that it is shown. */
function shown({ client, secret }: AddedClient) {
  return { ...client, ...(secret !== undefined && { client_secret: secret }) };
}

export const clientCommands: Record<string, Command> = {
  add,
  list: (app) => app.get(ClientsService).list(),
  change,
  'renew-secret': async (app, [id = '']) => shown(await app.get(ClientsService).renewSecret(id, operatorContext())),
  'add-secret': async (app, [id = '']) => shown(await app.get(ClientsService).addSecret(id, operatorContext())),
  'remove-secret': (app, [id = '']) => app.get(ClientsService).removeSecret(id, operatorContext()),
  remove: async (app, [id = '']) => {
    await app.get(ClientsService).remove(id, operatorContext());
    return `${id} is removed.`;
  },
};
