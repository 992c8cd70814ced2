import { formatFiles, type GeneratorCallback, type Tree } from '@nx/devkit';
import { type ServiceCard } from '@gatehouse/service-card';
import { checkCode } from '../check-code';
import { faultsOf, GeneratorError } from '../generator-error';
import { nameFault, namesOf } from '../names';
import { type ResourceOptions, scopesOf, tableOf, writeResource } from '../resource-files';
import { cardsIn, writeCompositionOf, writeRoutesOf } from '../workspace-files';
import { addToArray, addToObject, addImport } from './source-edits';

/** What `nx g @gatehouse/workspace:resource` takes. */
export interface ResourceGeneratorOptions extends Partial<ResourceOptions> {
  readonly name: string;
  readonly service: string;
}

/** Adds a resource to a service: code, table, scopes, routes. Throws `GeneratorError`. */
export default async function generateResource(
  tree: Tree,
  { name, service, publicRead = false, store = true, tenant = false }: ResourceGeneratorOptions,
): Promise<GeneratorCallback> {
  const options: ResourceOptions = { name, publicRead, store, tenant };
  const card = cardsIn(tree).find((known) => known.name === service);
  const faults = [nameFault(name)].filter((fault) => fault !== undefined);
  if (publicRead && tenant)
    faults.push('--public-read and --tenant exclude each other: what everybody reads has no tenant');
  if (!card) throw new GeneratorError([...faults, `--service: there is no apps/${service}/service.json`]);
  if (tree.exists(`apps/${service}/src/${name}`)) faults.push(`name: there is an apps/${service}/src/${name} already`);
  const changed: ServiceCard = {
    ...card,
    tables: store ? [...card.tables, tableOf(options, card)] : card.tables,
    scopes: [...card.scopes, ...scopesOf(options)],
  };
  if (faults.length === 0) faults.push(...faultsOf(() => cardsIn(tree, { [service]: changed })));
  const files = { module: `apps/${service}/src/app.module.ts`, service: `apps/${service}/src/service.ts` };
  const config = tree.read(`apps/${service}/src/config.ts`, 'utf8') ?? '';
  if (tenant && !config.includes('TENANT_CLAIM')) faults.push('--tenant: the service has no setting TENANT_CLAIM');
  if (store && !tree.read(files.module, 'utf8')?.includes('DynamoDbModule')) {
    faults.push('the service has no DynamoDbModule: add DynamoDbModule.forCard(card) to its module, or use --no-store');
  }
  if (faults.length > 0) throw new GeneratorError(faults);

  const { plural, singularVariable } = namesOf(name);
  const own = `${namesOf(service).plural}Module`;
  const moduleText = addImport(tree.read(files.module, 'utf8') ?? '', `${plural}Module`, `./${name}/${name}.module`);
  const serviceText = addImport(
    tree.read(files.service, 'utf8') ?? '',
    `${singularVariable}Problems`,
    `./${name}/${name}.errors`,
  );
  // Before the service's own resource, whose route with an id would answer in its place.
  const edited = [
    addToArray(moduleText, 'imports', `${plural}Module`, own),
    addToObject(serviceText, 'problems', `...${singularVariable}Problems`),
  ] as const;
  tree.write(files.module, edited[0]);
  tree.write(files.service, edited[1]);
  writeResource(tree, options, card);
  tree.write(`apps/${service}/service.json`, JSON.stringify(changed, null, 2));
  writeCompositionOf(tree, cardsIn(tree));
  checkCode(tree, name);
  await formatFiles(tree);
  return () => writeRoutesOf(tree, service);
}
