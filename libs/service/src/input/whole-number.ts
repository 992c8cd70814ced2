import { z } from 'zod';

// More would not be exact.
const digits = /^\d{1,15}$/;

function fromDigits(value: unknown): unknown {
  return typeof value === 'string' && digits.test(value) ? Number(value) : value;
}

function within(least: number, most: number, what = 'a whole number') {
  const error = `must be ${what} from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A whole number, written in decimal digits alone: of a query or of an environment variable. `what`: for the message. */
export function wholeNumber(least: number, most: number, what?: string) {
  return z.preprocess(fromDigits, within(least, most, what));
}

/** The `limit` of a list: 1 to 100 items, or 20 where it is not given. */
export function pageLimit() {
  // The default inside: OpenAPI would lose it outside.
  return z.preprocess(fromDigits, within(1, 100).default(20));
}
