import { randomInt } from 'node:crypto';
import { decodeTime, encodeTime, monotonicFactory } from 'ulid';

const ulidLength = 26;
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const pattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}[0-7][0-9A-HJKMNP-TV-Z]$/;

/** The most shards that the two last characters of an id can name. */
export const mostShards = 256;

/** A ULID, which sorts by time, and two characters for the shard: the id alone leads to the item, whatever the number of shards is today. */
export type MessageId = string;

/** Makes ids that rise within this process, and goes round the shards, so that no shard gets more than its part. */
export class MessageIds {
  private readonly ulid = monotonicFactory();
  private turn: number;

  constructor(private readonly shards: number) {
    this.turn = randomInt(shards);
  }

  next(now = Date.now()): MessageId {
    this.turn = (this.turn + 1) % this.shards;
    return `${this.ulid(now)}${alphabet[this.turn >> 5]}${alphabet[this.turn & 31]}`;
  }
}

export function isMessageId(text: string): text is MessageId {
  return pattern.test(text);
}

/** The shard that the message lies in. */
export function shardOf(id: MessageId): number {
  return alphabet.indexOf(id.charAt(ulidLength)) * 32 + alphabet.indexOf(id.charAt(ulidLength + 1));
}

/** Sorts before every id of that millisecond. */
export function firstIdAt(time: number): MessageId {
  return encodeTime(time).padEnd(ulidLength + 2, '0');
}

/** When the message was made, in milliseconds since the epoch. */
export function timeOf(id: MessageId): number {
  return decodeTime(id.slice(0, ulidLength));
}
