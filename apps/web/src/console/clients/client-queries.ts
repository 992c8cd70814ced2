import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api';
import { type operations } from '../../api/auth.types';
import { answered, within } from '../../api/errors';
import { tagged } from '../../api/tagged';

export type Client = operations['ClientsController_find']['responses'][200]['content']['application/json'];
export type NewClientBody = operations['ClientsController_add']['requestBody']['content']['application/json'];
export type ClientChanges = operations['ClientsController_change']['requestBody']['content']['application/json'];
export type ClientKind = Client['kind'];

/** Of all that is read about clients. */
export const clientsKey = ['clients'] as const;

export function useClients() {
  const { auth } = useApi();
  return useQuery({
    queryKey: [...clientsKey, 'list'],
    queryFn: async ({ signal }) => (await answered(auth.GET('/auth/clients', { signal: within(signal) }))).data.items,
  });
}

export function useClient(id: string) {
  const { auth } = useApi();
  return useQuery({
    queryKey: [...clientsKey, id],
    queryFn: ({ signal }) =>
      tagged(auth.GET('/auth/clients/{id}', { params: { path: { id } }, signal: within(signal) })),
  });
}
