import { DpopReplayUnavailableError } from './dpop-errors';
import { ReplayMemory } from './replay-memory';

/** 2026-01-01 in seconds. */
const START = 1_767_225_600;

function memory(maxEntries: number, maxPerKey?: number) {
  const clock = { now: START };
  return { clock, proofs: new ReplayMemory(maxEntries, () => clock.now * 1000, maxPerKey) };
}

describe('the memory of proofs', () => {
  it('takes each proof once, until it has expired', () => {
    const { clock, proofs } = memory(1000);
    expect(proofs.remember('ada.1', START + 60)).toBe(true);
    expect(proofs.remember('ada.1', START + 60)).toBe(false);
    expect(proofs.remember('bob.1', START + 60)).toBe(true);
    clock.now += 60;
    expect(proofs.remember('ada.1', START + 60)).toBe(false);
  });

  it('frees what has expired', () => {
    const { clock, proofs } = memory(100_000);
    for (let i = 0; i < 5000; i++) proofs.remember(`key-${i % 50}.${i}`, START + 60);
    expect(proofs.size).toBe(5050);
    clock.now += 100;
    proofs.remember('ada.1', clock.now + 60);
    expect(proofs.size).toBe(2);
  });

  it('never takes a proof again because its key sent too many', () => {
    const { proofs } = memory(100_000, 100);
    const taken = new Set<number>();
    for (let i = 0; i < 3000; i++) {
      if (proofs.remember(`flood.${i}`, START + 60 + (i % 40))) taken.add(i);
    }
    expect(taken.size).toBeGreaterThan(100);
    for (let i = 0; i < 3000; i++) {
      if (taken.has(i)) expect(proofs.remember(`flood.${i}`, START + 60 + (i % 40))).toBe(false);
    }
    expect(proofs.size).toBeLessThanOrEqual(102);
  });

  it('takes the fresh proofs of a key that sends many, all along', () => {
    const { clock, proofs } = memory(100_000, 1000);
    let refused = 0;
    for (let second = 0; second < 120; second++) {
      clock.now = START + second;
      for (let i = 0; i < 200; i++) if (!proofs.remember(`busy.${second}-${i}`, clock.now + 70)) refused++;
    }
    expect(refused).toBe(0);
  });

  it('is full for nobody else when some keys flood it with proofs from the future', () => {
    const { clock, proofs } = memory(10_000);
    const mine: string[] = [];
    for (let i = 0; i < 100_000; i++) {
      clock.now = START + i / 5000;
      try {
        proofs.remember(`flood-${i % 15}.${i}`, Math.ceil(clock.now) + 80);
      } catch (error) {
        expect(error).toBeInstanceOf(DpopReplayUnavailableError);
      }
      if (i % 1000 === 0) {
        mine.push(`ada.${i}`);
        expect(proofs.remember(`ada.${i}`, Math.ceil(clock.now) + 70)).toBe(true);
      }
      expect(proofs.size).toBeLessThanOrEqual(10_000);
    }
    for (const proof of mine) expect(proofs.remember(proof, Math.ceil(clock.now) + 70)).toBe(false);
  });

  it('refuses new keys where too many are known, and forgets none of them', () => {
    const { clock, proofs } = memory(1000);
    let known = 0;
    expect(() => {
      for (; known < 1000; known++) proofs.remember(`key-${known}.1`, START + 60);
    }).toThrow(DpopReplayUnavailableError);
    expect(known).toBe(500);
    for (let i = 0; i < known; i++) expect(proofs.remember(`key-${i}.1`, START + 60)).toBe(false);
    clock.now += 61;
    expect(proofs.remember('new.1', clock.now + 60)).toBe(true);
  });
});
