import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type ClientMetadata } from 'oidc-provider';
import { AuditLog } from '../../audit/audit';
import { type RequestContext } from '../../request-context/request-context';
import { OidcServer } from '../oidc-server';
import { keyOf, type OidcItem, OidcItems } from '../storage/oidc-items';
import { digestOf, randomSecret } from '../storage/sealing';
import { ClientNotFoundError, ClientRefusedError } from './client.errors';
import { clientMetadata, type NewClient } from './new-client';

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
    const provider = await this.server.current();
    try {
      await (provider.Client as unknown as { validate(metadata: ClientMetadata): Promise<void> }).validate(client);
    } catch (error) {
      throw new ClientRefusedError(
        (error as { error_description?: string }).error_description ?? 'The client is not valid.',
      );
    }
    await this.items.putNew(toItem(client));
    this.record('added', client.client_id, context);
    return { client: withoutSecret(client), secret };
  }

  async list(): Promise<ClientMetadata[]> {
    const clients: ClientMetadata[] = [];
    for await (const item of this.items.byOwner(owner, 'Client')) clients.push(withoutSecret(toClient(item)));
    return clients.sort((a, b) => (a.client_name ?? '').localeCompare(b.client_name ?? ''));
  }

  /** A new secret; the old one is good no more. Throws `ClientNotFoundError`, `ClientRefusedError`. */
  async renewSecret(id: string, context: RequestContext): Promise<AddedClient> {
    const client = await this.existing(id);
    if (client.client_secret === undefined) throw new ClientRefusedError('The client has no secret.');
    const secret = randomSecret();
    await this.items.put(toItem({ ...client, client_secret: digestOf(secret) }));
    this.record('secret renewed', id, context);
    return { client: withoutSecret(client), secret };
  }

  /** Throws `ClientNotFoundError`. What was issued to the client is refused from then on: every use of it asks for the client. */
  async remove(id: string, context: RequestContext): Promise<void> {
    await this.existing(id);
    await this.items.delete(keyOf('Client', id));
    this.record('removed', id, context);
  }

  private async existing(id: string): Promise<ClientMetadata> {
    const item = await this.items.get(keyOf('Client', id));
    if (!item) throw new ClientNotFoundError();
    return toClient(item);
  }

  private record(change: string, subject: string, context: RequestContext): void {
    this.audit.record({
      event: 'client_change',
      outcome: 'success',
      actor: 'operator',
      subject,
      details: { change },
      context,
    });
  }
}

function withoutSecret({ client_secret: _, ...client }: ClientMetadata): ClientMetadata {
  return client;
}
