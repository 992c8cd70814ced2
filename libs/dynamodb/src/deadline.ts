import { StoreUnavailableError } from './errors';

/**
 * Gives work that may take several calls one deadline, in milliseconds: past it, it rejects with `StoreUnavailableError` and
 * the signal, which is for the calls' `abortSignal`, ends what is under way.
 */
export async function within<T>(deadline: number, work: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new StoreUnavailableError(1));
      controller.abort();
    }, deadline);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
