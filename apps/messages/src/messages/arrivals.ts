import { type Follower } from './follower';
import { type MessageId } from './message-id';

// Bytes.
const mostWaiting = 4_000_000;

/** What arrives for a follower while it still catches up, and afterwards. */
export class Arrivals {
  private waiting: [MessageId, Buffer][] = [];
  private bytes = 0;
  private wants: ((id: MessageId) => boolean) | undefined;

  constructor(
    private readonly follower: Follower,
    private readonly isReading: () => boolean,
  ) {}

  /** Whether everything that shows up from now on arrives. */
  get areComplete(): boolean {
    return this.isReading();
  }

  add(id: MessageId, event: Buffer): void {
    if (this.wants) {
      if (this.wants(id)) this.follower.send(event);
      return;
    }
    this.waiting.push([id, event]);
    this.bytes += event.length;
    if (this.bytes > mostWaiting) this.follower.cutOff();
  }

  /** Passes on what waits and what comes, where it is wanted. */
  open(wants: (id: MessageId) => boolean): void {
    this.wants = wants;
    for (const [id, event] of this.waiting) this.add(id, event);
    this.waiting = [];
  }
}
