import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api';
import { type operations } from '../../api/auth.types';
import { answered, within } from '../../api/errors';

export type AuditPage = operations['AuditController_list']['responses'][200]['content']['application/json'];
export type Entry = AuditPage['items'][number];

/** Actors that are no users. */
export const operator = 'operator';
export const system = 'system';

const pageSize = 50;

/** Events from new to old; of one user where an id is given. */
export function useAudit(user: string) {
  const { auth } = useApi();
  return useInfiniteQuery({
    queryKey: ['audit', user],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { limit: pageSize, ...(user !== '' && { user }), ...(cursor !== undefined && { cursor }) };
      return (await answered(auth.GET('/auth/audit', { params: { query }, signal: within(signal) }))).data;
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** Finds the id of a username, null where there is no such user. */
export function useUserId() {
  const { auth } = useApi();
  return async (username: string): Promise<string | null> => {
    const query = { search: username, limit: 1 };
    const { data } = await answered(auth.GET('/auth/users', { params: { query }, signal: within() }));
    // In the order of usernames the shortest one comes first.
    const [first] = data.items;
    return first?.username.toLowerCase() === username.toLowerCase() ? first.id : null;
  };
}
