import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api';
import { type operations } from '../../api/auth.types';
import { answered, within } from '../../api/errors';
import { tagged } from '../../api/tagged';

export type User = operations['UsersController_find']['responses'][200]['content']['application/json'];

/** Of all that is read about users. */
export const usersKey = ['users'] as const;

const pageSize = 50;

/** Users in the order of their usernames, which begin with `search`. */
export function useUsers(search: string) {
  const { auth } = useApi();
  return useInfiniteQuery({
    queryKey: [...usersKey, 'list', search],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { limit: pageSize, ...(search !== '' && { search }), ...(cursor !== undefined && { cursor }) };
      return (await answered(auth.GET('/auth/users', { params: { query }, signal: within(signal) }))).data;
    },
    getNextPageParam: ({ next }) => next ?? undefined,
    // The list stays while the next letter is looked for.
    placeholderData: keepPreviousData,
  });
}

export function useUser(id: string) {
  const { auth } = useApi();
  return useQuery({
    queryKey: [...usersKey, id],
    queryFn: ({ signal }) => tagged(auth.GET('/auth/users/{id}', { params: { path: { id } }, signal: within(signal) })),
  });
}

export function useSessionsOf(id: string) {
  const { auth } = useApi();
  return useQuery({
    queryKey: [...usersKey, id, 'sessions'],
    queryFn: ({ signal }) =>
      tagged(auth.GET('/auth/users/{id}/sessions', { params: { path: { id } }, signal: within(signal) })),
  });
}
