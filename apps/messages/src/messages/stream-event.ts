import { type Message } from './message';
import { firstIdAt } from './message-id';
import { toMessageResponse } from './message.response';

/** A comment: the connection lives. */
export const alive = Buffer.from(': alive\n\n');

/** A new message. JSON has no line ends, so one `data` line holds it. */
export function messageEvent(message: Message): Buffer {
  return Buffer.from(`id: ${message.id}\ndata: ${JSON.stringify(toMessageResponse(message))}\n\n`);
}

/** The follower was away for too long, and should read the feed. */
export function missedEvent(): Buffer {
  return Buffer.from(`event: missed\nid: ${firstIdAt(Date.now())}\ndata: {}\n\n`);
}
