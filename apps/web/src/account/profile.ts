import { queryOptions } from '@tanstack/react-query';
import { type Api } from '../api/api';
import { type operations } from '../api/auth.types';
import { answered, within } from '../api/errors';

export type Profile = operations['ProfileController_profile']['responses'][200]['content']['application/json'];

export const profileKey = ['profile'] as const;

/** Reads the own profile. */
export function profileQuery({ auth }: Api) {
  return queryOptions({
    queryKey: profileKey,
    queryFn: async ({ signal }): Promise<Profile> =>
      (await answered(auth.GET('/auth/me', { signal: within(signal) }))).data,
  });
}
