import { type InfiniteData } from '@tanstack/react-query';
import { type operations } from '../api/messages.types';

type Page = operations['PublicFeedController_list']['responses'][200]['content']['application/json'];

export type Message = Page['items'][number];
export type Feed = InfiniteData<Page, string | undefined>;

export const feedKey = ['messages'] as const;

/** The header of a change of that version: it is also the entity tag. */
export function ifVersion(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` };
}

/** The feed with a new message on top, once: the stream may tell of one that is there already. */
export function withMessage(feed: Feed | undefined, message: Message): Feed | undefined {
  const [first, ...others] = feed?.pages ?? [];
  if (!feed || !first) return feed;
  if (feed.pages.some(({ items }) => items.some(({ id }) => id === message.id))) return feed;
  return { ...feed, pages: [{ ...first, items: [message, ...first.items] }, ...others] };
}

/** The feed with one message changed, or without it where `change` returns undefined. */
export function withChange(
  feed: Feed | undefined,
  id: string,
  change: (message: Message) => Message | undefined,
): Feed | undefined {
  if (!feed) return feed;
  const items = (page: Page) => page.items.flatMap((item) => (item.id === id ? (change(item) ?? []) : item));
  return { ...feed, pages: feed.pages.map((page) => ({ ...page, items: items(page) })) };
}
