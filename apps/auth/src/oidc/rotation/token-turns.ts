import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { FairTurns, NoTurnError, type TurnOwner } from '../../throttling/fair-turns';

// A server may refresh the tokens of all its users at once; turns are shared fairly, so others do not wait behind it.
const limits = { atOnce: 16, places: 2016, placesOfAccount: 2016, longestWait: 60_000 };
/** Bytes. */
const bodyLimit = 56 * 1024;

export class BodyTooLargeError extends Error {}

/** Reads the body before its request takes a turn: it comes at the pace of its sender, who must not hold up the others. */
async function readAhead(request: IncomingMessage): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  const body = Readable.from([Buffer.concat(chunks)]);
  Object.defineProperties(request, {
    readable: { value: true, configurable: true },
    iterator: { value: body.iterator.bind(body), configurable: true },
  });
}

/**
 * A burst at the token endpoint is worked off a few at a time. All at once, the requests would go through the same steps side
 * by side and starve each other's calls to the store of the event loop until these count as timed out.
 */
export class TokenTurns {
  private readonly turns = new FairTurns(limits);

  /** Rejects with `NoTurnError`, `BodyTooLargeError`, or as `work` does. */
  async take(request: IncomingMessage, owner: TurnOwner, work: () => Promise<void>): Promise<void> {
    await readAhead(request);
    await this.turns.withPlace(owner, (inTurn) => inTurn(work));
  }
}

export { NoTurnError };
