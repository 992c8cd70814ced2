import { QueryClient } from '@tanstack/react-query';
import { mayPass, pauseBefore } from './errors';

/** Reads again by itself until the service answers: what is refused is not repeated. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A machine without a network may still reach a service on itself, and an error tells it soon enough.
        networkMode: 'always',
        retry: (_failures, error) => mayPass(error),
        retryDelay: pauseBefore,
        refetchOnReconnect: 'always',
        staleTime: 5_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
