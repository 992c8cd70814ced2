import { z } from 'zod';

// More would not be exact.
const digits = /^\d{1,15}$/;

/** A whole number, written in decimal digits alone: of a query or of an environment variable. `what`: for the message. */
export function wholeNumber(least: number, most: number, what = 'a whole number') {
  const error = `must be ${what} from ${least} to ${most}`;
  const number = z.int({ error }).min(least, { error }).max(most, { error });
  return z.preprocess((value) => (typeof value === 'string' && digits.test(value) ? Number(value) : value), number);
}
