import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { allScopes, isApiScope, RegistryStore } from '@gatehouse/authorization';
import { Injectable } from '@nestjs/common';
import { type ClientMetadata } from 'oidc-provider';
import { AuditLog } from '../../audit/audit';
import { type Change, operator } from '../../preconditions/change';
import { IfMatchFailedError } from '../../preconditions/preconditions.errors';
import { Administrators } from '../../users/administrators.service';
import { OidcServer } from '../oidc-server';
import { keyOf, type OidcItem, OidcItems } from '../storage/oidc-items';
import { digestOf, randomSecret } from '../storage/sealing';
import { ClientChangedError, ClientNotFoundError, ClientRefusedError } from './client.errors';
import { type ClientChanges, type NewClient } from './client.schema';
import { changedMetadata, clientFault, clientMetadata, needsSecret } from './new-client';

const owner = 'clients';

/** A client without what is secret, and the entity tag of what is stored. */
export interface SeenClient {
  readonly client: ClientMetadata;
  readonly etag: string;
}

/** A client, and its secret in the one moment in which it is known. */
export interface AddedClient extends SeenClient {
  readonly secret?: string | undefined;
}

function toItem(metadata: ClientMetadata): OidcItem {
  return { pk: keyOf('Client', metadata.client_id), owner, payload: JSON.stringify(metadata) };
}

function toClient({ payload }: OidcItem): ClientMetadata {
  return JSON.parse(payload ?? '{}') as ClientMetadata;
}

/** The clients that the store has; the first-party ones are declared and not among them. Every change is recorded. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly items: OidcItems,
    private readonly server: OidcServer,
    private readonly registry: RegistryStore,
    private readonly administrators: Administrators,
    private readonly audit: AuditLog,
  ) {}

  /** Adds a client under a random id. Throws `ClientRefusedError` where its metadata do not fit together. */
  async add(input: NewClient, change: Change): Promise<AddedClient> {
    const secret = needsSecret(input) ? randomSecret() : undefined;
    const id = randomBytes(16).toString('hex');
    return this.recorded('added', id, change, async () => {
      const client = marked(clientMetadata(input, id, secret && digestOf(secret)));
      await this.validate(client, input.scopes);
      await this.items.putNew(toItem(client));
      return { ...seenOf(client), secret };
    });
  }

  async list(): Promise<ClientMetadata[]> {
    const clients: ClientMetadata[] = [];
    for await (const item of this.items.byOwner(owner, 'Client')) clients.push(withoutSecret(toClient(item)));
    return clients.sort((a, b) => (a.client_name ?? '').localeCompare(b.client_name ?? ''));
  }

  /** Throws `ClientNotFoundError`. */
  async find(id: string): Promise<SeenClient> {
    return seenOf(await this.existing(id));
  }

  /** Changes what `changes` names. Throws `ClientNotFoundError`, `ClientRefusedError`, `ClientChangedError`, `IfMatchFailedError`. */
  async change(id: string, changes: ClientChanges, change: Change): Promise<SeenClient> {
    const replace = async () => {
      const seen = await this.current(id, change);
      const client = { ...seen, ...changedMetadata(changes) };
      if (changes.jwks && seen.jwks === undefined) throw new ClientRefusedError('The client has no keys to change.');
      if (changes.redirectUris && !client.grant_types?.includes('authorization_code')) {
        throw new ClientRefusedError('A service has no redirect URIs.');
      }
      await this.validate(client, changes.scopes);
      return seenOf(await this.replace(seen, client, change));
    };
    return this.recorded('changed', id, change, replace, { fields: Object.keys(changes) });
  }

  /** A new secret, which replaces every other one at once. Throws as `change` does. */
  async renewSecret(id: string, change: Change): Promise<AddedClient> {
    return this.giveSecret('secret renewed', id, change, ({ previous_secret: _, ...client }) => client);
  }

  /** A second secret, for a change without an outage. Throws as `change` does. */
  async addSecret(id: string, change: Change): Promise<AddedClient> {
    return this.giveSecret('secret added', id, change, (seen) => {
      if (seen['previous_secret'] !== undefined) {
        throw new ClientRefusedError('The client has two secrets. Remove the older one first.');
      }
      return { ...seen, previous_secret: seen.client_secret };
    });
  }

  /** Removes the older of two secrets. Throws as `change` does. */
  async removeSecret(id: string, change: Change): Promise<SeenClient> {
    return this.recorded('secret removed', id, change, async () => {
      const seen = await this.withSecret(id, change);
      const { previous_secret: previous, ...client } = seen;
      if (previous === undefined) throw new ClientRefusedError('The client has one secret. Add another one first.');
      return seenOf(await this.replace(seen, client, change));
    });
  }

  /** What was issued to the client is refused from then on: every use of it asks for the client. Throws as `change` does. */
  async remove(id: string, change: Change): Promise<void> {
    await this.recorded('removed', id, change, async () => {
      const seen = await this.current(id, change);
      if (!(await this.items.deletePayload(keyOf('Client', id), JSON.stringify(seen)))) throw conflict(change);
    });
  }

  private async validate(client: ClientMetadata, scopes: readonly string[] | null | undefined): Promise<void> {
    await this.refuseUnknownScopes(scopes ?? []);
    const fault = clientFault(client);
    if (fault !== undefined) throw new ClientRefusedError(fault);
    const provider = await this.server.current();
    try {
      await (provider.Client as unknown as { validate(metadata: ClientMetadata): Promise<void> }).validate(client);
    } catch (error) {
      throw new ClientRefusedError(
        (error as { error_description?: string }).error_description ?? 'The client is not valid.',
      );
    }
  }

  private async refuseUnknownScopes(scopes: readonly string[]): Promise<void> {
    if (scopes.length === 0) return;
    const registry = await this.registry.read();
    const unknown = scopes.filter((name) => !isApiScope(registry, name));
    if (unknown.length === 0) return;
    const known = allScopes(registry).join(', ') || 'none yet; "apis apply" adds them';
    throw new ClientRefusedError(
      `The scopes are not valid: no API has ${unknown.join(', ')}. The scopes are: ${known}.`,
      unknown.map((name) => ({ pointer: '#/scopes', detail: `${name} is not a scope of an API` })),
    );
  }

  private async giveSecret(
    what: string,
    id: string,
    change: Change,
    next: (seen: ClientMetadata) => ClientMetadata,
  ): Promise<AddedClient> {
    return this.recorded(what, id, change, async () => {
      const seen = await this.withSecret(id, change);
      const secret = randomSecret();
      const client = await this.replace(seen, { ...next(seen), client_secret: digestOf(secret) }, change);
      return { ...seenOf(client), secret };
    });
  }

  private async withSecret(id: string, change: Change): Promise<ClientMetadata> {
    const client = await this.current(id, change);
    if (client.client_secret === undefined) throw new ClientRefusedError('The client has no secret.');
    return client;
  }

  /** Never brings back a client that was removed meanwhile. */
  private async replace(seen: ClientMetadata, client: ClientMetadata, change: Change): Promise<ClientMetadata> {
    const next = marked(client);
    const pk = keyOf('Client', seen.client_id);
    if (!(await this.items.replacePayload(pk, JSON.stringify(seen), JSON.stringify(next)))) throw conflict(change);
    return next;
  }

  /** The client that the change is based on. */
  private async current(id: string, { ifMatch }: Change): Promise<ClientMetadata> {
    const client = await this.existing(id);
    if (ifMatch !== undefined && ifMatch !== seenOf(client).etag) throw new IfMatchFailedError();
    return client;
  }

  private async existing(id: string): Promise<ClientMetadata> {
    const item = await this.items.get(keyOf('Client', id));
    if (!item) throw new ClientNotFoundError();
    return toClient(item);
  }

  private async recorded<T>(
    what: string,
    id: string,
    { actorId, context }: Change,
    work: () => Promise<T>,
    more: object = {},
  ): Promise<T> {
    const details = { change: what, ...more };
    const event = { event: 'client_change', actor: actorId ?? operator, subject: id, details, context } as const;
    return this.audit.outcomeOf(event, async () => {
      if (actorId !== null) await this.administrators.mustBeOne(actorId);
      return work();
    });
  }
}

/** Tells two changes with one content apart: of those that race, one has made its own. */
function marked(client: ClientMetadata): ClientMetadata {
  return { ...client, revision: randomUUID() };
}

function conflict({ ifMatch }: Change): Error {
  return ifMatch === undefined ? new ClientChangedError() : new IfMatchFailedError();
}

function seenOf(stored: ClientMetadata): SeenClient {
  // Of all that is stored, so that a new secret is a change, too. Secrets are 256 random bits, and their digests are in it.
  const digest = createHash('sha256').update(JSON.stringify(stored)).digest('base64url');
  return { client: withoutSecret(stored), etag: `"${digest}"` };
}

function withoutSecret({
  client_secret: secret,
  previous_secret: previous,
  revision: _,
  ...client
}: ClientMetadata): ClientMetadata {
  return secret === undefined ? client : { ...client, secrets: previous === undefined ? 1 : 2 };
}
