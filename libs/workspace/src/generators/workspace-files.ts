import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Tree } from '@nx/devkit';
import { checkServiceCards, type ServiceCard } from '@gatehouse/service-card';
import { composeFile } from '../container/compose-file';
import { serverFirst } from '../start/local-services';

/** Reads the cards in the tree, with these in the place of those of the same folder; null takes one out. Throws `ServiceCardError`. */
export function cardsIn(
  tree: Tree,
  changes: Readonly<Record<string, ServiceCard | null>> = {},
): readonly ServiceCard[] {
  const folders = new Set([...tree.children('apps'), ...Object.keys(changes)]);
  const sources = [...folders].sort().flatMap((folder) => {
    const file = `apps/${folder}/service.json`;
    const changed = changes[folder];
    if (changed === null) return [];
    const text = changed === undefined ? tree.read(file, 'utf8') : undefined;
    if (text === null) return [];
    return [{ file, folder, content: changed ?? (JSON.parse(text ?? 'null') as unknown) }];
  });
  return checkServiceCards(sources);
}

/** Writes what is made of all cards. */
export function writeCompositionOf(tree: Tree, cards: readonly ServiceCard[]): void {
  tree.write('compose.yaml', composeFile(serverFirst(cards)));
}

/** Writes a service's route manifest once its code is on disk; the service itself says what its routes demand. */
export function writeRoutesOf(tree: Tree, name: string): void {
  const script = ['-r', './libs/workspace/register.cjs', 'libs/workspace/src/routes/routes.ts', name];
  const { status, stdout, stderr } = spawnSync(nodeOf(tree), script, { cwd: tree.root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The routes of ${name} could not be written:\n${stdout}${stderr}`);
}

/** The workspace's own Node, whichever runs the generator. */
function nodeOf(tree: Tree): string {
  return join(tree.root, 'node_modules/node/bin/node');
}
