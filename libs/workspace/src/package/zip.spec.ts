import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeZip } from './zip';

describe('an archive', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gatehouse-zip-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('has the same bytes for the same files, whatever their order and the time', async () => {
    const a = { name: 'a.js', content: Buffer.from('one') };
    const b = { name: 'sub/b.js', content: Buffer.from('two'.repeat(1000)) };
    await writeZip(join(directory, '1.zip'), [a, b]);
    await writeZip(join(directory, '2.zip'), [b, a]);
    await writeZip(join(directory, '3.zip'), [{ ...a, content: Buffer.from('three') }, b]);
    const [one, two, three] = await Promise.all(['1', '2', '3'].map((n) => readFile(join(directory, `${n}.zip`))));
    expect(one?.equals(two ?? Buffer.of())).toBe(true);
    expect(one?.equals(three ?? Buffer.of())).toBe(false);
    expect(one?.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  });
});
