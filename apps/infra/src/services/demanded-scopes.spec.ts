import { cards, manifestOf, orders } from '../testing/cards';
import { artifacts, gatehouse } from '../testing/synth';
import { checkDemandedScopes } from './demanded-scopes';

const exporting = { method: 'GET', path: '/orders/export', public: false, roles: [] };

it('every scope that a route demands is declared', () => {
  expect(() => checkDemandedScopes(new Map(cards.map((card) => [card, manifestOf(card.name)])))).not.toThrow();
});

it.each([
  [{ allOf: ['orders:export'], anyOf: [] }],
  [{ allOf: [], anyOf: ['orders:read', 'orders:export'] }],
  [{ allOf: ['orders:read'], anyOf: ['orders:export'] }],
])('the synth fails for a route that demands %j, naming the route and the scope', (scopes) => {
  const manifest = (app: string) =>
    app === orders.name ? [...manifestOf(app), { ...exporting, scopes }] : manifestOf(app);
  expect(() => gatehouse('dev', {}, { ...artifacts, manifest })).toThrow(
    'GET /orders/export demands the scope orders:export, which no deployed service declares',
  );
});
