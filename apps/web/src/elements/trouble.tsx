import { mayPass, inWords } from '../api/errors';
import { useWords } from '../words/language';
import { Button } from './button';
import { useOnline } from './online';

/**
 * Says that reading does not work. What may pass is tried again by itself, with a button for the impatient; what the service refused
 * only by the person.
 */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const words = useWords();
  const isOnline = useOnline();
  if (!error) return null;
  const passing = isOnline ? words.errors.unavailable : words.errors.offline;
  return (
    <div role="alert" className="alert">
      <p>{mayPass(error) ? passing : inWords(error, words)}</p>
      {onRetry && (
        <Button look="quiet" onClick={onRetry}>
          {words.errors.again}
        </Button>
      )}
    </div>
  );
}

/** A fault of something that the person has just done. */
export function Fault({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <div role="alert" className="alert">
      <p>{text}</p>
    </div>
  );
}
