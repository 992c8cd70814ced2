import { type UseQueryResult } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { Loading } from './loading';
import { Trouble } from './trouble';

/** What was read, or that it is on its way, or why it does not come. */
export function Reading<T>({
  query,
  label,
  lines,
  children,
}: {
  query: UseQueryResult<T>;
  label: string;
  lines: number;
  children: (data: T) => ReactNode;
}) {
  const trouble = query.failureReason ?? query.error;
  return (
    <>
      <Trouble error={trouble} onRetry={() => void query.refetch()} />
      {query.isPending && <Loading label={label} lines={lines} isTrouble={trouble !== null} />}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
