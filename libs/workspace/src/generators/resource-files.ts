import { join } from 'node:path';
import { generateFiles, type Tree } from '@nx/devkit';
import { type ScopeCard, type ServiceCard, type TableCard } from '@gatehouse/service-card';
import { namesOf } from './names';

/** What a resource is made of. */
export interface ResourceOptions {
  /** The plural of what it keeps. */
  readonly name: string;
  readonly publicRead: boolean;
  readonly store: boolean;
  readonly tenant: boolean;
}

/** What the templates of a resource need to know. */
export function substitutions({ name, publicRead, store, tenant }: ResourceOptions, card: Pick<ServiceCard, 'name'>) {
  const names = namesOf(name);
  const { singular, singularName } = names;
  return {
    ...names,
    publicRead,
    store,
    tenant,
    path: name === card.name ? name : `${card.name}/${name}`,
    serviceVariable: namesOf(card.name).variable,
    tableName: tableNameOf(name, card),
    storeClass: `${store ? 'DynamoDb' : 'InMemory'}${singular}Store`,
    storeFile: `${store ? 'dynamodb' : 'in-memory'}-${singularName}.store`,
    ownerOf: publicRead ? 'everybody' : tenant ? 'this.tenantOf(principal)' : 'nameOf(principal)',
    theirs: tenant ? "The tenant\\'s" : "The caller\\'s",
    lowerTheirs: tenant ? "the tenant\\'s" : "the caller\\'s",
  };
}

function tableNameOf(name: string, card: Pick<ServiceCard, 'name'>): string {
  return name === card.name ? name : `${card.name}-${name}`;
}

/** Writes the code of a resource into `src/<name>` of a service. */
export function writeResource(tree: Tree, options: ResourceOptions, card: Pick<ServiceCard, 'name'>): void {
  const folder = `apps/${card.name}/src/${options.name}`;
  generateFiles(tree, join(__dirname, 'files/resource'), folder, substitutions(options, card));
  const { singularName } = namesOf(options.name);
  tree.delete(`${folder}/${options.store ? 'in-memory' : 'dynamodb'}-${singularName}.store.ts`);
}

/** The table of a resource as a card has it. */
export function tableOf({ name }: ResourceOptions, card: Pick<ServiceCard, 'name'>): TableCard {
  return {
    name: tableNameOf(name, card),
    partitionKey: { name: 'owner', type: 'S' },
    sortKey: { name: 'id', type: 'S' },
    actions: ['DeleteItem', 'GetItem', 'PutItem', 'Query'],
  };
}

/** The scopes of a resource as a card has them. */
export function scopesOf({ name, publicRead }: ResourceOptions): ScopeCard[] {
  const { pluralWords } = namesOf(name);
  const everyone = { roles: ['user', 'admin'], clients: true };
  const read = {
    name: `${name}:read`,
    title: `See your ${pluralWords}`,
    detail: 'The ones that are yours',
    ...everyone,
  };
  const write = {
    name: `${name}:write`,
    title: `Manage your ${pluralWords}`,
    detail: 'Make and delete them in your name',
    ...everyone,
  };
  return publicRead ? [write] : [read, write];
}
