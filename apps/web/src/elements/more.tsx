import { type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useWords } from '../words/language';
import { Button } from './button';
import { useSlow } from './loading';

/** Loads the next page of a list, where there is one. */
export function More({
  query,
}: {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}) {
  const { board, errors } = useWords();
  const isSlow = useSlow(query.isFetchingNextPage);
  if (!query.hasNextPage) return null;
  return (
    <div className="more">
      <Button look="quiet" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {query.isFetchingNextPage ? (isSlow ? errors.slow : board.loadingMore) : board.more}
      </Button>
    </div>
  );
}
