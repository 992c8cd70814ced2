import { mkdir, readdir, stat } from 'node:fs/promises';
import { isOwn, makePrivateFolder } from './private-folder';

// The engine's folder, the signing keys with their lock and drafts, and the account of the running store.
const written = /^(dynamodb|signing-keys\.json.*|running-store\.json.*)$/;

/**
 * Opens the folder that holds the local state (`DATA_DIR`), and makes it one that only its owner can read. A folder that is shared is
 * left as it is: it is another user's, everybody may write to it, or it holds what Gatehouse did not write. The default folder
 * (`isDefault`) is not a shared one.
 */
export async function openDataFolder(path: string, isDefault: boolean): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (!(await isShared(path, isDefault))) await makePrivateFolder(path);
}

async function isShared(path: string, isDefault: boolean): Promise<boolean> {
  const { mode, uid } = await stat(path);
  if (!isOwn(uid)) return true;
  if (isDefault) return false;
  return (mode & 0o002) !== 0 || (await readdir(path)).some((name) => !written.test(name));
}
