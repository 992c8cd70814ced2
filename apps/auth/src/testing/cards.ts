import { apisOf, applyToStore } from '@gatehouse/authorization';
import { type ServiceCard } from '@gatehouse/service-card';
import { card } from '../card';

function fixture(name: string, port: number, scopes: ServiceCard['scopes']): ServiceCard {
  return {
    name,
    title: name,
    description: `A fixture of the tests: ${name}.`,
    basePath: `/${name}`,
    port,
    bundleBudget: 1_000_000,
    wellKnown: [],
    anyToken: [],
    tables: [],
    scopes,
    secrets: [],
  };
}

const everyone = ['user', 'moderator', 'admin'];

/** A service whose scopes users and clients can have, one of them for moderators alone. */
export const messagesCard = fixture('messages', 3002, [
  {
    name: 'messages:read',
    title: 'Read your messages',
    detail: 'The ones that you wrote',
    roles: everyone,
    clients: true,
  },
  {
    name: 'messages:write',
    title: 'Write messages for you',
    detail: 'Post, change and delete in your name',
    roles: everyone,
    clients: true,
  },
  {
    name: 'messages:moderate',
    title: 'Moderate messages',
    detail: 'Change and delete those of others',
    roles: ['moderator', 'admin'],
    clients: true,
  },
]);

/** A service that no deployment has yet, with a scope for administrators alone. */
export const ordersCard = fixture('orders', 3099, [
  { name: 'orders:read', title: 'See your orders', detail: 'All of them', roles: ['user', 'admin'], clients: true },
  { name: 'orders:refund', title: 'Refund orders', detail: 'Of anyone', roles: ['admin'], clients: false },
]);

/** The resource identifier of a fixture. */
export function resourceOf({ name }: Pick<ServiceCard, 'name'>): string {
  return `https://api.example.com/${name}`;
}

/** Applies the cards that a test starts with: the own one, and that of the messages. */
export async function applyCards(endpoint: string, tablePrefix: string, issuer: string): Promise<void> {
  const apis = apisOf([card, messagesCard], (one) => (one === card ? issuer : resourceOf(one)));
  await applyToStore({ endpoint, tablePrefix, apis });
}
