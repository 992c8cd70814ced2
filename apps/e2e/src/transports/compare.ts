import { runScenario, type Step, stepExceptions } from './scenario';
import { type Start, startSystem } from './systems';

/** Runs the scenario on a fresh system over a transport. */
export async function scenarioOver(start: Start): Promise<Step[]> {
  const system = await startSystem(start);
  try {
    return await runScenario(system);
  } finally {
    await system.close();
  }
}

/** Compares every step, except those that are listed with a reason. */
export function expectSame(over: string, steps: readonly Step[], expected: readonly Step[]): void {
  expect(steps.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  for (const [index, step] of steps.entries()) {
    if (stepExceptions.some((exception) => exception.over === over && exception.step === step.name)) continue;
    expect({ over, ...step }).toEqual({ over, ...expected[index] });
  }
}
