import { join } from 'node:path';
import { formatFiles, generateFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { type ServiceCard } from '@gatehouse/service-card';
import { checkCode } from '../check-code';
import { faultsOf, GeneratorError } from '../generator-error';
import { nameFault, namesOf } from '../names';
import { type ResourceOptions, scopesOf, substitutions, tableOf, writeResource } from '../resource-files';
import { cardsIn, writeCompositionOf, writeRoutesOf } from '../workspace-files';

/** What `nx g @gatehouse/workspace:service` takes. */
export interface ServiceGeneratorOptions {
  readonly name: string;
  readonly publicRead?: boolean;
  readonly store?: boolean;
  readonly tenant?: boolean;
  readonly port?: number;
}

/** Where a path or a project of the name would be something else. */
const taken = new Set(['health', 'libs', 'apps', 'workspace', 'service', 'authorization', 'docs']);

/** Makes a protected service: its card, code, tests and route manifest. Throws `GeneratorError`. */
export default async function generateService(
  tree: Tree,
  { name, publicRead = false, store = true, tenant = false, port }: ServiceGeneratorOptions,
): Promise<GeneratorCallback> {
  const options: ResourceOptions = { name, publicRead, store, tenant };
  const cards = cardsIn(tree);
  const card = cardOf(options, port ?? freePort(cards));
  const faults = [nameFault(name)].filter((fault) => fault !== undefined);
  if (taken.has(name)) faults.push(`name: ${name} is a name of the workspace or of every service`);
  if (tree.exists(`apps/${name}`)) faults.push(`name: there is an apps/${name} already`);
  if (publicRead && tenant)
    faults.push('--public-read and --tenant exclude each other: what everybody reads has no tenant');
  const samePort = cards.find((other) => other.port === card.port);
  if (samePort) faults.push(`--port: ${card.port} is the port of ${samePort.name}`);
  if (faults.length === 0) faults.push(...faultsOf(() => cardsIn(tree, { [name]: card })));
  if (faults.length > 0) throw new GeneratorError(faults);

  const folder = `apps/${name}`;
  generateFiles(tree, join(__dirname, '../files/service'), folder, substitutions(options, card));
  writeResource(tree, options, card);
  tree.write(`${folder}/service.json`, JSON.stringify(card, null, 2));
  writeCompositionOf(tree, cardsIn(tree));
  checkCode(tree, name);
  await formatFiles(tree);
  return () => writeRoutesOf(tree, name);
}

function freePort(cards: readonly ServiceCard[]): number {
  return Math.max(...cards.map(({ port }) => port)) + 1;
}

function cardOf(options: ResourceOptions, port: number): ServiceCard {
  const { name, store } = options;
  const { plural, pluralWords } = namesOf(name);
  return {
    name,
    title: pluralWords.charAt(0).toUpperCase() + pluralWords.slice(1),
    description: `${plural}: a service that Gatehouse protects.`,
    basePath: `/${name}`,
    port,
    bundleBudget: 1_500_000,
    wellKnown: [`/.well-known/oauth-protected-resource/${name}`],
    anyToken: [],
    tables: store ? [tableOf(options, { name })] : [],
    scopes: scopesOf(options),
    secrets: [],
    example: { text: 'Hello' },
  };
}
