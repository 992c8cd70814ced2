import { digestOf } from '../../storage/sealing';

/** What stands in the address of a hosted page, and so in logs: with the interaction's own identifier one could take it over. */
export function pageIdOf(uid: string): string {
  return digestOf(uid).slice(0, 22);
}
