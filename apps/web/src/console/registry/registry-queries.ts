import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api';
import { type operations } from '../../api/auth.types';
import { within } from '../../api/errors';
import { tagged } from '../../api/tagged';

export type Api = operations['ApisController_list']['responses'][200]['content']['application/json']['items'][number];
export type Scope = Api['scopes'][number];
export type Role = operations['RolesController_list']['responses'][200]['content']['application/json']['items'][number];

/** Of all that is read about APIs and roles: a change of one makes the others old. */
export const registryKey = ['registry'] as const;

/** The role without which nobody may use the console. */
export const administratorRole = 'admin';

export function useApis(isAllowed = true) {
  const { auth } = useApi();
  return useQuery({
    queryKey: [...registryKey, 'apis'],
    queryFn: ({ signal }) => tagged(auth.GET('/auth/apis', { signal: within(signal) })),
    enabled: isAllowed,
  });
}

export function useRoles() {
  const { auth } = useApi();
  return useQuery({
    queryKey: [...registryKey, 'roles'],
    queryFn: ({ signal }) => tagged(auth.GET('/auth/roles', { signal: within(signal) })),
  });
}
