import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type ClientMetadata } from 'oidc-provider';
import { AuditLog } from '../../audit/audit';
import { type RequestContext } from '../../request-context/request-context';
import { OidcServer } from '../oidc-server';
import { keyOf, type OidcItem, OidcItems } from '../storage/oidc-items';
import { digestOf, randomSecret } from '../storage/sealing';
import { ClientChangedError, ClientNotFoundError, ClientRefusedError } from './client.errors';
import { changedMetadata, type ClientChanges, clientFault, clientMetadata, type NewClient } from './new-client';

const owner = 'clients';

/** A client, and its secret in the one moment in which it is known. */
export interface AddedClient {
  readonly client: ClientMetadata;
  readonly secret?: string | undefined;
}

function toItem(metadata: ClientMetadata): OidcItem {
  return { pk: keyOf('Client', metadata.client_id), owner, payload: JSON.stringify(metadata) };
}

function toClient({ payload }: OidcItem): ClientMetadata {
  return JSON.parse(payload ?? '{}') as ClientMetadata;
}

/** The clients that the store has; the first-party ones are declared and not among them. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly items: OidcItems,
    private readonly server: OidcServer,
    private readonly audit: AuditLog,
  ) {}

  /** Adds a client under a random id. Throws `ClientRefusedError` where its metadata do not fit together. */
  async add(input: NewClient, context: RequestContext): Promise<AddedClient> {
    const secret = input.hasSecret ? randomSecret() : undefined;
    const client = clientMetadata(input, randomBytes(16).toString('hex'), secret && digestOf(secret));
    await this.validate(client);
    await this.items.putNew(toItem(client));
    this.record('added', client.client_id, context);
    return { client: withoutSecret(client), secret };
  }

  async list(): Promise<ClientMetadata[]> {
    const clients: ClientMetadata[] = [];
    for await (const item of this.items.byOwner(owner, 'Client')) clients.push(withoutSecret(toClient(item)));
    return clients.sort((a, b) => (a.client_name ?? '').localeCompare(b.client_name ?? ''));
  }

  /** Changes what `changes` names. Throws `ClientNotFoundError`, `ClientRefusedError`, `ClientChangedError`. */
  async change(id: string, changes: ClientChanges, context: RequestContext): Promise<ClientMetadata> {
    const seen = await this.existing(id);
    const client = { ...seen, ...changedMetadata(changes) };
    if (changes.jwks && seen.jwks === undefined) throw new ClientRefusedError('The client has no keys to change.');
    if (changes.redirectUris && !client.grant_types?.includes('authorization_code')) {
      throw new ClientRefusedError('A service has no redirect URIs.');
    }
    await this.validate(client);
    await this.replace(seen, client);
    this.record('changed', id, context, { fields: Object.keys(changes) });
    return withoutSecret(client);
  }

  /** A new secret, which replaces every other one at once. Throws `ClientNotFoundError`, `ClientRefusedError`, `ClientChangedError`. */
  async renewSecret(id: string, context: RequestContext): Promise<AddedClient> {
    const seen = await this.withSecret(id);
    const { previous_secret: _, ...client } = seen;
    return this.giveSecret(seen, client, 'secret renewed', context);
  }

  /** A second secret, for a change without an outage. Throws `ClientNotFoundError`, `ClientRefusedError`, `ClientChangedError`. */
  async addSecret(id: string, context: RequestContext): Promise<AddedClient> {
    const seen = await this.withSecret(id);
    if (seen['previous_secret'] !== undefined) {
      throw new ClientRefusedError('The client has two secrets. Remove the older one first.');
    }
    return this.giveSecret(seen, { ...seen, previous_secret: seen.client_secret }, 'secret added', context);
  }

  /** Removes the older of two secrets. Throws `ClientNotFoundError`, `ClientRefusedError`, `ClientChangedError`. */
  async removeSecret(id: string, context: RequestContext): Promise<ClientMetadata> {
    const seen = await this.withSecret(id);
    const { previous_secret: previous, ...client } = seen;
    if (previous === undefined) throw new ClientRefusedError('The client has one secret. Add another one first.');
    await this.replace(seen, client);
    this.record('secret removed', id, context);
    return withoutSecret(client);
  }

  /** Throws `ClientNotFoundError`. What was issued to the client is refused from then on: every use of it asks for the client. */
  async remove(id: string, context: RequestContext): Promise<void> {
    await this.existing(id);
    await this.items.delete(keyOf('Client', id));
    this.record('removed', id, context);
  }

  private async validate(client: ClientMetadata): Promise<void> {
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

  private async withSecret(id: string): Promise<ClientMetadata> {
    const client = await this.existing(id);
    if (client.client_secret === undefined) throw new ClientRefusedError('The client has no secret.');
    return client;
  }

  private async giveSecret(
    seen: ClientMetadata,
    client: ClientMetadata,
    change: string,
    context: RequestContext,
  ): Promise<AddedClient> {
    const secret = randomSecret();
    const changed = { ...client, client_secret: digestOf(secret) };
    await this.replace(seen, changed);
    this.record(change, client.client_id, context);
    return { client: withoutSecret(changed), secret };
  }

  /** Never brings back a client that was removed meanwhile. */
  private async replace(seen: ClientMetadata, client: ClientMetadata): Promise<void> {
    const pk = keyOf('Client', seen.client_id);
    if (!(await this.items.replacePayload(pk, JSON.stringify(seen), JSON.stringify(client)))) {
      throw new ClientChangedError();
    }
  }

  private async existing(id: string): Promise<ClientMetadata> {
    const item = await this.items.get(keyOf('Client', id));
    if (!item) throw new ClientNotFoundError();
    return toClient(item);
  }

  private record(change: string, subject: string, context: RequestContext, details: object = {}): void {
    this.audit.record({
      event: 'client_change',
      outcome: 'success',
      actor: 'operator',
      subject,
      details: { change, ...details },
      context,
    });
  }
}

function withoutSecret({
  client_secret: secret,
  previous_secret: previous,
  ...client
}: ClientMetadata): ClientMetadata {
  return secret === undefined ? client : { ...client, secrets: previous === undefined ? 1 : 2 };
}
