/** What was asked for cannot be made: one line for each fault, and nothing is written. */
export class GeneratorError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'GeneratorError';
    // Nx prints the stack where there is one.
    delete this.stack;
  }
}

/** What a check throws that collects its faults; none where it passes. */
export function faultsOf(check: () => unknown): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    const { faults } = error as { faults?: readonly string[] };
    if (faults === undefined) throw error;
    return faults;
  }
}
