import { z } from 'zod';
import { type Message } from './message';
import { type MessagePage } from './messages.service';

export const messageResponse = z.object({
  id: z.string(),
  text: z.string(),
  author: z.object({ subject: z.string(), username: z.string().nullable() }),
  version: z.int().min(1).describe('Also the entity tag, in quotes.'),
  createdAt: z.iso.datetime(),
  editedAt: z.iso.datetime().nullable(),
});
export type MessageResponse = z.infer<typeof messageResponse>;

export const messagesResponse = z.object({
  items: z.array(messageResponse).describe('From new to old.'),
  next: z.string().nullable().describe('The cursor of the next page; null on the last one.'),
});
export type MessagesResponse = z.infer<typeof messagesResponse>;

export function toMessageResponse({ id, text, author, version, createdAt, editedAt }: Message): MessageResponse {
  return {
    id,
    text,
    author: { subject: author.subject, username: author.username },
    version,
    createdAt: createdAt.toISOString(),
    editedAt: editedAt?.toISOString() ?? null,
  };
}

export function toMessagesResponse({ messages, next }: MessagePage): MessagesResponse {
  return { items: messages.map(toMessageResponse), next };
}
