import fc from 'fast-check';
import { failed, type Failures, forgottenAt, isStrict, type Limit, remaining, wait } from './failures';

const limit: Limit = { free: 3, forgetAfter: 60_000, firstDelay: 1000, longestDelay: 8000 };

function after(failures: number, at = 0): Failures | undefined {
  let state: Failures | undefined;
  for (let i = 0; i < failures; i++) state = failed(state, limit, Math.max(at, state?.blockedUntil ?? 0));
  return state;
}

describe('failures', () => {
  it('cost nothing while they are free', () => {
    expect(wait(undefined, 0)).toBe(0);
    expect(wait(after(3), 0)).toBe(0);
    expect(isStrict(after(2), limit, 0)).toBe(false);
    expect(isStrict(after(3), limit, 0)).toBe(true);
  });

  it('double the wait with each further one, up to the longest', () => {
    let state = after(3);
    const waits = [];
    for (let i = 0; i < 6; i++) {
      const now = state?.blockedUntil ?? 0;
      state = failed(state, limit, now);
      waits.push(wait(state, now));
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it('are forgotten one by one', () => {
    const state = after(2);
    expect(remaining(state, limit, 59_999)).toBe(2);
    expect(remaining(state, limit, 60_000)).toBe(1);
    // What is half forgotten is not remembered anew by another failure.
    expect(remaining(failed(state, limit, 50_000), limit, 60_000)).toBe(2);
    expect(remaining(state, limit, 600_000)).toBe(0);
    expect(forgottenAt(state as Failures, limit)).toBe(120_000);
  });

  it('never shorten a wait, and matter for as long as they are kept', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(steps, (pauses) => {
        let now = 0;
        let state: Failures | undefined;
        for (const pause of pauses) {
          now += pause;
          const next = failed(state, limit, now);
          expect(next.blockedUntil).toBeGreaterThanOrEqual(state?.blockedUntil ?? 0);
          expect(wait(next, now)).toBeLessThanOrEqual(Math.max(limit.longestDelay, wait(state, now)));
          state = next;
          const end = forgottenAt(state, limit);
          expect(remaining(state, limit, end)).toBe(0);
          expect(wait(state, end)).toBe(0);
        }
      }),
    );
  });
});
