import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';

/** A parameter of the address, empty where it is not there, and how to change it. */
export function useParameter(name: string) {
  const value = new URLSearchParams(useSearch()).get(name) ?? '';
  const [path, go] = useLocation();
  const set = useCallback(
    (next: string, options?: { replace: boolean }) =>
      go(next === '' ? path : `${path}?${new URLSearchParams({ [name]: next }).toString()}`, options),
    [go, path, name],
  );
  return [value, set] as const;
}
