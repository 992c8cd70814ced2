import { flushChanges, FsTree } from 'nx/src/generators/tree';
import generateResource from '../resource/generator';
import generateService from '../service/generator';
import { kinds } from './kinds';

/** Generates a service of every kind into a workspace. Outside Jest, which cannot load Prettier. */
async function run(root: string): Promise<void> {
  const tree = new FsTree(root, false);
  for (const options of kinds) await generateService(tree, options);
  await generateResource(tree, { name: 'labels', service: kinds[0].name });
  // compose.yaml is a link to the workspace's own.
  flushChanges(
    root,
    tree.listChanges().filter(({ path }) => path.startsWith('apps/')),
  );
}

void run(process.argv[2] ?? '');
