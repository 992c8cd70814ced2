import { formatFiles } from '@nx/devkit';
import { flushChanges, FsTree } from 'nx/src/generators/tree';
import { writeResource } from './resource-files';

const usage = 'write-sample.ts FOLDER';

/** Writes the resource `orders` into a folder, for a project outside the workspace that has the guards alone. */
async function run(folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new Error(usage);
  const tree = new FsTree(folder, false);
  writeResource(tree, { name: 'orders', publicRead: false, store: false, tenant: false }, { name: 'orders' });
  await formatFiles(tree);
  flushChanges(folder, tree.listChanges());
}

run(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
