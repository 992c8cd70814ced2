import { type Feed, type Message, withChange, withMessage } from './message';

function message(id: string, text = id): Message {
  const author = { subject: 's', username: 'ada' };
  return { id, text, author, version: 1, createdAt: '2026-01-01T00:00:00.000Z', editedAt: null };
}

const feed: Feed = {
  pages: [
    { items: [message('d'), message('c')], next: 'x' },
    { items: [message('b'), message('a')], next: null },
  ],
  pageParams: [undefined, 'x'],
};
const idsOf = (changed: Feed | undefined) => changed?.pages.map(({ items }) => items.map(({ id }) => id).join(''));

describe('the feed', () => {
  it('takes a new message on top', () => {
    expect(idsOf(withMessage(feed, message('e')))).toEqual(['edc', 'ba']);
  });

  it('takes no message twice, on whatever page it is', () => {
    expect(withMessage(feed, message('d'))).toBe(feed);
    expect(withMessage(feed, message('a'))).toBe(feed);
  });

  it('changes and removes one message', () => {
    const changed = withChange(feed, 'b', (before) => ({ ...before, text: 'new' }));
    expect(changed?.pages[1]?.items.map(({ text }) => text)).toEqual(['new', 'a']);
    expect(idsOf(withChange(feed, 'c', () => undefined))).toEqual(['d', 'ba']);
    expect(idsOf(withChange(feed, 'z', () => undefined))).toEqual(['dc', 'ba']);
  });

  it('stays unread as long as it was not read', () => {
    expect(withMessage(undefined, message('a'))).toBeUndefined();
    expect(withChange(undefined, 'a', () => undefined)).toBeUndefined();
  });
});
