import { type Tree } from '@nx/devkit';
import { GeneratorError } from '../generator-error';
import { cardsIn, writeCompositionOf } from '../workspace-files';

/** Takes a service out of the workspace: its folder, and what is made of all cards. Throws `GeneratorError`. */
export default async function removeService(tree: Tree, { name }: { readonly name: string }): Promise<void> {
  const card = cardsIn(tree).find((known) => known.name === name);
  if (!card) throw new GeneratorError([`name: there is no apps/${name}/service.json`]);
  if (card.authorizationServer === true)
    throw new GeneratorError([`name: ${name} issues the tokens of all other services`]);
  tree.delete(`apps/${name}`);
  writeCompositionOf(tree, cardsIn(tree, { [name]: null }));
}
