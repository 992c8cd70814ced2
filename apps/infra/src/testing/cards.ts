import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorizationServerOf, checkServiceCards, type ServiceCard, workspaceCards } from '@gatehouse/service-card';
import { authManifest, messagesManifest, ordersManifest } from './manifests';

const workspace = join(__dirname, '../../../..');

/** The cards of the workspace's own services. */
export const ownCards = workspaceCards(workspace);

/** A service that the workspace does not have, with a scope for administrators alone. */
export const orders: ServiceCard = {
  name: 'orders',
  title: 'Orders',
  description: 'A service that only tests know.',
  basePath: '/orders',
  port: 3999,
  bundleBudget: 1_500_000,
  wellKnown: ['/.well-known/oauth-protected-resource/orders'],
  anyToken: [],
  tables: [
    {
      name: 'orders',
      partitionKey: { name: 'pk', type: 'S' },
      indexes: [{ name: 'by-buyer', partitionKey: { name: 'buyer', type: 'S' } }],
      actions: ['GetItem', 'PutItem', 'Query'],
    },
  ],
  scopes: [
    { name: 'orders:read', title: 'Read orders', detail: 'Yours', roles: ['user', 'clerk', 'admin'], clients: true },
    { name: 'orders:refund', title: 'Refund orders', detail: 'All of them', roles: ['admin'], clients: false },
  ],
  secrets: [{ variable: 'RECEIPT_KEY', description: 'Signs receipts' }],
  environment: { function: { PRINTER: 'off' }, container: { PRINTER: 'on' } },
};

/** Manifests that stay as the tests expect them, with the routes among theirs that demand nothing but a token. */
const fixtures: Readonly<Record<string, { manifest: typeof authManifest; anyToken: readonly string[] }>> = {
  auth: { manifest: authManifest, anyToken: ['POST /auth/logout'] },
  messages: { manifest: messagesManifest, anyToken: [] },
  orders: { manifest: ordersManifest, anyToken: [] },
};

/** The cards of the workspace and the one of orders, checked together. They fit the manifests of `manifestOf`. */
export const cards = checkServiceCards(
  [...ownCards.filter(({ name }) => name !== orders.name), orders].map((card) => ({
    file: `${card.name}/service.json`,
    content: { ...card, anyToken: fixtures[card.name]?.anyToken ?? card.anyToken },
  })),
);

/** The card of that name. */
export function cardOf(service: string): ServiceCard {
  const found = cards.find(({ name }) => name === service);
  if (!found) throw new Error(`There is no card of ${service}.`);
  return found;
}

/** The card of the authorization server. */
export const server = authorizationServerOf(cards);

/** The manifest that tests use of a service: a fixture, or the one that the service has. */
export function manifestOf(service: string): typeof authManifest {
  return fixtures[service]?.manifest ?? (JSON.parse(ownManifest(service)) as typeof authManifest);
}

/** The text of `apps/<service>/routes.json`. */
export function ownManifest(service: string): string {
  return readFileSync(join(workspace, `apps/${service}/routes.json`), 'utf8');
}
