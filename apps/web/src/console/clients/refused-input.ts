import { RefusedError } from '../../api/errors';

/** Whether the service refused what was typed, which the form tells at its fields. */
export function isRefusedInput(error: unknown): boolean {
  return error instanceof RefusedError && error.status === 400;
}
