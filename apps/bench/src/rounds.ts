import type { Case, CaseName, OpenScenario, Sample, Settings } from './scenario';

/** What one case measured, one sample a round. */
export interface Series extends CaseName {
  readonly samples: readonly Sample[];
}

/** Proves, warms up and measures every case, in turns: each round runs them all, and each begins with another one. */
export async function runRounds(
  { cases }: OpenScenario,
  { rounds }: Settings,
  tell: (progress: string) => void,
): Promise<readonly Series[]> {
  for (const each of cases) await each.prove();
  tell(`${cases.length} cases give right answers; warming up`);
  for (const each of cases) await each.warmUp();
  const samples = new Map<Case, Sample[]>(cases.map((each) => [each, []]));
  for (let round = 0; round < rounds; round++) {
    tell(`round ${round + 1} of ${rounds}`);
    const first = round % cases.length;
    for (const each of [...cases.slice(first), ...cases.slice(0, first)]) {
      samples.get(each)?.push(await each.measure(round));
    }
  }
  return cases.map((each) => ({ contender: each.contender, load: each.load, samples: samples.get(each) ?? [] }));
}
