import type { Case, CaseName, OpenScenario, Sample, Settings } from './scenario';

/** What one case measured, one sample a round. */
export interface Series extends CaseName {
  readonly samples: readonly Sample[];
}

/** Proves, warms up and measures every case, in turns: each round runs them all, in an order of its own. */
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
    for (const each of shuffled(cases)) {
      samples.get(each)?.push(await each.measure(round));
    }
  }
  return cases.map((each) => ({ contender: each.contender, load: each.load, samples: samples.get(each) ?? [] }));
}

/** The series of several runs as one. */
export function joined(runs: readonly (readonly Series[])[]): readonly Series[] {
  return (runs[0] ?? []).map((first, place) => ({
    ...first,
    samples: runs.flatMap((series) => series[place]?.samples ?? []),
  }));
}

/** So that no case always comes after the same other one, or at the same beat of whatever else the machine does. */
function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
