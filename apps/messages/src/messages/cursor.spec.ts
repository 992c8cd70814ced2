import { Cursors } from './cursor';
import { MessageIds } from './message-id';

const cursors = new Cursors('a key of the tests, which is long enough');
const id = new MessageIds(16).next();
const feed = ['feed', null];

describe('a cursor', () => {
  it('gives back the id for the list that it was made for', () => {
    expect(cursors.open(feed, cursors.seal(feed, id))).toBe(id);
  });

  it.each([
    ['another list', ['mine', null]],
    ['a tenant', ['feed', 'acme']],
    ['a tenant that is named like nobody', ['feed', '']],
    ['a list whose parts are cut elsewhere', ['feed,null']],
  ])('is none for %s', (_name, scope) => {
    expect(cursors.open(scope, cursors.seal(feed, id))).toBeUndefined();
  });

  it('is none under another key', () => {
    expect(new Cursors('another key').open(feed, cursors.seal(feed, id))).toBeUndefined();
  });

  it('cannot be changed in any bit, lengthened or shortened', () => {
    const cursor = cursors.seal(feed, id);
    const bytes = Buffer.from(cursor, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(cursors.open(feed, changed.toString('base64url'))).toBeUndefined();
    }
    const others = ['', id, 'A', `${cursor}A`, `${cursor}=`, ` ${cursor}`, cursor.slice(1), cursor.slice(0, -1)];
    expect(others.map((other) => cursors.open(feed, other))).toEqual(others.map(() => undefined));
  });
});
