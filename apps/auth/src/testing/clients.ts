import { type NestExpressApplication } from '@nestjs/platform-express';
import { runAdmin } from '../admin/admin';

export interface AddedClient {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Adds a client as an operator does: `addClient(app, 'spa', ['https://app.example/callback'])`. */
export async function addClient(
  app: NestExpressApplication,
  kind: string,
  redirectUris: readonly string[],
  ...options: string[]
): Promise<AddedClient> {
  const addresses = redirectUris.flatMap((uri) => ['--redirect-uri', uri]);
  const added = await runAdmin(app, ['clients', 'add', '--name', 'Client', '--kind', kind, ...addresses, ...options]);
  return JSON.parse(added) as AddedClient;
}

export function basic({ client_id, client_secret }: AddedClient): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` };
}
