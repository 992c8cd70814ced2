import { useEffect } from 'react';
import { Button } from './elements/button';
import { Page } from './elements/page';
import { Fault } from './elements/trouble';
import { useWords } from './words/language';

// Milliseconds.
const pause = 5_000;

/** Shown where the page has no settings yet. It goes on by itself. */
export function Start({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { brand, errors } = useWords();
  useEffect(() => {
    const timer = setTimeout(onRetry, pause);
    return () => clearTimeout(timer);
  }, [onRetry]);
  const reason = error instanceof Error ? error.message : '';
  return (
    <Page title={brand}>
      <Fault text={`${errors.settings} ${reason}`} />
      <Button onClick={onRetry}>{errors.again}</Button>
    </Page>
  );
}
