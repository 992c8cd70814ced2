import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { type z } from 'zod';
import { clientChangesSchema, newClientSchema } from '../oidc/clients/client.schema';
import { type AddedClient, ClientsService } from '../oidc/clients/clients.service';
import { operatorChange } from './api.commands';
import { AdminError, type Command } from './command';

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
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** The option that a field comes from. */
const optionOf: Record<string, keyof typeof options> = {
  name: 'name',
  kind: 'kind',
  redirectUris: 'redirect-uri',
  postLogoutRedirectUris: 'post-logout-redirect-uri',
  scopes: 'scope',
  jwks: 'jwks',
  backchannelLogoutUri: 'backchannel-logout-uri',
  pkceOptional: 'pkce-optional',
  dpop: 'dpop',
  resource: 'resource',
  refreshWindow: 'refresh-window',
};

/** An empty value removes what it names. */
function removable<T>(value: string | undefined, convert: (value: string) => T): T | null | undefined {
  return value === undefined ? undefined : value === '' ? null : convert(value);
}

/** The fields that options stand for, as the API takes them. */
async function fieldsOf(values: Values): Promise<Record<string, unknown>> {
  const fields = {
    name: values.name,
    kind: values.kind,
    redirectUris: values['redirect-uri'],
    postLogoutRedirectUris: values['post-logout-redirect-uri'],
    scopes: removable(values.scope, (scope) => scope.split(' ')),
    jwks: values.jwks === undefined ? undefined : await jwksIn(values.jwks),
    backchannelLogoutUri: removable(values['backchannel-logout-uri'], String),
    pkceOptional: values['pkce-optional'],
    dpop: values.dpop,
    resource: removable(values.resource, String),
    refreshWindow: removable(values['refresh-window'], (text) => (/^\d{1,4}$/.test(text) ? Number(text) : text)),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function parsed<T>(schema: z.ZodType<T>, fields: unknown): T {
  const { data, error } = schema.safeParse(fields);
  if (!error) return data;
  const faults = error.issues.map(({ path, message }) => {
    const [field] = path;
    const option = optionOf[String(field)];
    if (option === undefined) return message;
    return `--${option} ${Object.hasOwn(fields as object, String(field)) ? message : 'is required'}`;
  });
  throw new AdminError(faults.join('\n'));
}

async function jwksIn(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AdminError(`--jwks: ${path} cannot be read as JSON.`, { cause });
  }
}

async function add(app: INestApplicationContext, words: string[]) {
  const input = parsed(newClientSchema, await fieldsOf(parseArgs({ args: words, options }).values));
  if (input.kind === 'service' && !input.scopes && !input.resource) {
    new Logger('Clients').warn('The client can have no scope of any API, because it was added without --scope.');
  }
  return shown(await app.get(ClientsService).add(input, operatorChange()));
}

async function change(app: INestApplicationContext, words: string[]) {
  const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true, allowNegative: true });
  const [id = '', ...others] = positionals;
  if (others.length > 0) throw new AdminError('Name one client.');
  if (values.kind !== undefined) throw new AdminError('The kind of a client cannot be changed. Add another client.');
  const fields = await fieldsOf(values);
  if (Object.keys(fields).length === 0) throw new AdminError('Name what to change, such as --redirect-uri URI.');
  return shown(await app.get(ClientsService).change(id, parsed(clientChangesSchema, fields), operatorChange()));
}

/** With its secret, if there is a new one: this is the one time that it is shown. */
function shown({ client, secret }: AddedClient) {
  return { ...client, ...(secret !== undefined && { client_secret: secret }) };
}

export const clientCommands: Record<string, Command> = {
  add,
  list: (app) => app.get(ClientsService).list(),
  change,
  'renew-secret': async (app, [id = '']) => shown(await app.get(ClientsService).renewSecret(id, operatorChange())),
  'add-secret': async (app, [id = '']) => shown(await app.get(ClientsService).addSecret(id, operatorChange())),
  'remove-secret': async (app, [id = '']) => shown(await app.get(ClientsService).removeSecret(id, operatorChange())),
  remove: async (app, [id = '']) => {
    await app.get(ClientsService).remove(id, operatorChange());
    return `${id} is removed.`;
  },
};
