import { Follower } from './follower';

const event = (bytes: number) => Buffer.alloc(bytes, 'x');

describe('a follower', () => {
  let cuts: number;
  let follower: Follower;
  beforeEach(() => {
    jest.useFakeTimers();
    cuts = 0;
    follower = new Follower(() => cuts++);
  });
  afterEach(() => jest.useRealTimers());

  it('takes events in the order in which they are sent, and ends after the last', async () => {
    const first = follower.next();
    for (const text of ['a', 'b', 'c']) follower.send(Buffer.from(text));
    follower.end();
    expect(follower.gone.aborted).toBe(true);
    const taken = [await first];
    for await (const value of follower) taken.push({ done: false, value });
    expect(taken.map(({ value }) => String(value))).toEqual(['a', 'b', 'c']);
    expect(cuts).toBe(0);
  });

  it('is cut off when more than 4 MB wait for it', () => {
    for (let i = 0; i < 40; i++) follower.send(event(100_000));
    expect(cuts).toBe(0);
    follower.send(event(1));
    expect(cuts).toBe(1);
    expect(follower.gone.aborted).toBe(true);
  });

  it('is cut off when it takes nothing for 15 seconds', async () => {
    follower.send(event(1));
    follower.send(event(1));
    jest.advanceTimersByTime(14_000);
    await follower.next();
    jest.advanceTimersByTime(14_000);
    expect(cuts).toBe(0);
    jest.advanceTimersByTime(1000);
    expect(cuts).toBe(1);
  });

  it('may be quiet for as long as nothing is sent', async () => {
    const next = follower.next();
    follower.send(event(1));
    await next;
    jest.advanceTimersByTime(60 * 60_000);
    expect(cuts).toBe(0);
  });

  it('holds up whoever waits until it is empty, and nobody once it is gone', async () => {
    follower.send(event(1));
    let empty = false;
    const waited = follower.empty().then(() => (empty = true));
    await Promise.resolve();
    expect(empty).toBe(false);
    await follower.next();
    await waited;
    follower.send(event(1));
    const left = follower.empty();
    follower.cutOff();
    await left;
    expect(await follower.next()).toEqual({ done: true, value: undefined });
  });
});
