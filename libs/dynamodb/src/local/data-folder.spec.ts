import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from './data-folder';

describe('The data folder', () => {
  let folder: string;
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);
  const makeFolder = async (mode: number) => {
    const path = join(folder, 'data');
    await mkdir(path);
    await chmod(path, mode);
    return path;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'data-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is made for its owner alone, whatever the umask', async () => {
    const path = join(folder, 'a/data');
    const umask = process.umask(0);
    await openDataFolder(path, false).finally(() => process.umask(umask));
    expect(await modeOf(path)).toBe('700');
  });

  it.each([0o755, 0o775])('is closed to others where an earlier version made it with mode %o', async (mode) => {
    const path = await makeFolder(mode);
    await mkdir(join(path, 'dynamodb'));
    await writeFile(join(path, 'signing-keys.json'), '');
    await openDataFolder(path, false);
    expect(await modeOf(path)).toBe('700');
  });

  it('is closed to others where it is the default one, whatever it holds', async () => {
    const path = await makeFolder(0o755);
    await writeFile(join(path, 'notes.txt'), '');
    await openDataFolder(path, true);
    expect(await modeOf(path)).toBe('700');
  });

  it('keeps its mode where it holds what Gatehouse did not write', async () => {
    const path = await makeFolder(0o755);
    await mkdir(join(path, 'dynamodb'));
    await writeFile(join(path, 'report.txt'), '');
    await openDataFolder(path, false);
    expect(await modeOf(path)).toBe('755');
  });

  it('keeps its mode where everybody may write to it', async () => {
    const path = await makeFolder(0o1777);
    await openDataFolder(path, false);
    expect(await modeOf(path)).toBe('1777');
  });
});
