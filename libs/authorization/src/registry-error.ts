/** Why a change of the registry was rejected. */
export type RegistryFaultKind = 'invalid' | 'conflict' | 'widening';

/** One fault of a change. */
export interface RegistryFault {
  readonly kind: RegistryFaultKind;
  readonly text: string;
}

const precedence: readonly RegistryFaultKind[] = ['invalid', 'conflict', 'widening'];

/** A change of the registry that was rejected as a whole, with every fault. */
export class RegistryError extends Error {
  readonly kind: RegistryFaultKind;
  readonly faults: readonly string[];

  constructor(faults: readonly RegistryFault[]) {
    super(['The change is rejected:', ...faults.map(({ text }) => `  ${text}`)].join('\n'));
    this.name = 'RegistryError';
    this.kind = precedence.find((kind) => faults.some((fault) => fault.kind === kind)) ?? 'invalid';
    this.faults = faults.map(({ text }) => text);
  }
}

/** Other writers changed the registry at every attempt. */
export class RegistryBusyError extends Error {
  constructor() {
    super('Other changes of the registry came first each time. Try again.');
    this.name = 'RegistryBusyError';
  }
}
