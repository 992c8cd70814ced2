import { chmod, mkdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';

/** Makes a folder that its owner alone can open, and closes one of this user's that is there already. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(path);
  if (isOwn(uid) && (mode & 0o077) !== 0) await chmod(path, 0o700);
}

/** Whether something that belongs to `uid` is this process's own. Windows has no such ids (-1) and no such modes. */
export function isOwn(uid: number): boolean {
  const own = userInfo().uid;
  return own === -1 || own === uid;
}
