import type { z } from 'zod';
import { serviceCardSchema } from './schema';
import type { ServiceCard } from './service-card';

/** Cards that cannot be used: one line for each fault. */
export class ServiceCardError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(['The service cards are not valid:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ServiceCardError';
  }
}

/** A card as it was read, and where it stands, for messages. */
export interface CardSource {
  /** Such as `apps/orders/service.json`. */
  readonly file: string;
  /** The folder that the card stands in, whose name it has to have; absent where there is none. */
  readonly folder?: string;
  readonly content: unknown;
}

/** Checks cards, alone and together, and returns them in the order of their names. Throws `ServiceCardError`. */
export function checkServiceCards(sources: readonly CardSource[]): readonly ServiceCard[] {
  const schema = serviceCardSchema();
  const faults: string[] = [];
  const cards: { file: string; card: ServiceCard }[] = [];
  for (const { file, folder, content } of sources) {
    const { data, error } = schema.safeParse(content);
    if (error) faults.push(...error.issues.flatMap(faultsOf).map((fault) => `${file}: ${fault}`));
    // A fault in one card must not hide a clash of its names with another's.
    const card = data ?? (isCardLike(content) ? content : undefined);
    if (card === undefined) continue;
    cards.push({ file, card });
    if (data) faults.push(...faultsWithin(file, data));
    if (folder !== undefined && card.name !== folder) faults.push(`${file}: name: must be ${folder}, as its folder is`);
  }
  faults.push(...repeats(cards));
  if (faults.length > 0) throw new ServiceCardError(faults);
  return cards.map(({ card }) => card).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function faultsOf({ path, message, ...issue }: z.core.$ZodIssue): string[] {
  const place = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[...path.map(String), key].join('.')}: is not a known key`);
  }
  return [`${place || 'the card'}: ${message}`];
}

function isCardLike(content: unknown): content is ServiceCard {
  if (typeof content !== 'object' || content === null) return false;
  const { scopes, tables, wellKnown } = content as Record<string, unknown>;
  const hold = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === 'object' && item !== null);
  return hold(scopes) && hold(tables) && Array.isArray(wellKnown);
}

/** Names that something else has already: services of compose.yaml, and a path of every service. */
const takenNames = new Set(['store', 'dynamodb']);
const takenPaths = new Set(['/health']);
/** Paths of the page that lead to a file, to the sign-in's way back, or to both. */
const pagePaths = new Set(['/assets', '/callback', '/silent']);
/** What a deployment, and compose.yaml, set for every service. */
const trustVariables = new Set(['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_RESOURCE', 'AUTH_JWKS_URI', 'SIGNING_KEYS']);

/** What only one service, or one place in a card, may have. */
function repeats(cards: readonly { file: string; card: ServiceCard }[]): string[] {
  const faults: string[] = [];
  const once = (what: string, valuesOf: (card: ServiceCard) => readonly (string | number | undefined)[]) => {
    const owners = new Map<string | number, string>();
    for (const { file, card } of cards) {
      for (const value of valuesOf(card)) {
        if (value === undefined) continue;
        const owner = owners.get(value);
        if (owner === undefined) owners.set(value, file);
        else faults.push(`${file}: the ${what} ${value} is ${owner === file ? 'given twice' : `taken by ${owner}`}`);
      }
    }
  };
  once('name', ({ name }) => [name]);
  once('base path', ({ basePath }) => [basePath]);
  once('port', ({ port }) => [port]);
  once('well-known path', ({ wellKnown }) => wellKnown);
  once('table', ({ tables }) => tables.map(({ name }) => name));
  once('scope', ({ scopes }) => scopes.map(({ name }) => name));
  const servers = cards.filter(({ card }) => card.authorizationServer === true);
  for (const { file } of servers.slice(1)) {
    faults.push(`${file}: authorizationServer: ${servers[0]?.file} is the authorization server already`);
  }
  return faults;
}

function faultsWithin(file: string, card: ServiceCard): string[] {
  const { name, basePath, tables, secrets, environment = {} } = card;
  const own = secrets.map(({ variable }) => variable);
  const set = [...new Set(Object.values(environment).flatMap((settings) => Object.keys(settings)))];
  const oneKey = tables.filter(({ partitionKey, sortKey }) => partitionKey.name === sortKey?.name);
  const indexes = tables.flatMap(({ name, indexes = [] }) => indexes.map((index) => `${name}/${index.name}`));
  return [
    ...(takenNames.has(name) ? [`${file}: name: ${name} is a service of compose.yaml already`] : []),
    ...(takenPaths.has(basePath) ? [`${file}: basePath: every service has ${basePath} already`] : []),
    ...(pagePaths.has(basePath) ? [`${file}: basePath: the page has ${basePath} already`] : []),
    ...[...own, ...set]
      .filter((variable) => trustVariables.has(variable))
      .map((variable) => `${file}: the deployment sets the variable ${variable}`),
    ...oneKey.map((table) => `${file}: the table ${table.name} has one attribute for both keys`),
    ...twice(file, 'index', indexes),
    ...twice(file, 'secret', own),
    ...twice(file, 'variable', [...new Set(own), ...set]),
  ];
}

function twice(file: string, what: string, values: readonly string[]): string[] {
  return values
    .filter((value, index) => values.indexOf(value) < index)
    .map((value) => `${file}: the ${what} ${value} is given twice`);
}
