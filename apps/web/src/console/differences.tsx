import { useConsoleWords } from '../words/console/words';

/** What of a list is added and what is removed, said while it changes. */
export function ListDifference({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  const { change, nothingChanged } = useConsoleWords();
  const gains = after.filter((name) => !before.includes(name));
  const loses = before.filter((name) => !after.includes(name));
  return (
    <div role="status">
      {gains.length + loses.length === 0 ? (
        <p className="hint">{nothingChanged}</p>
      ) : (
        <dl className="facts">
          {gains.length > 0 && (
            <>
              <dt>{change.gains}</dt>
              <dd>{gains.join(', ')}</dd>
            </>
          )}
          {loses.length > 0 && (
            <>
              <dt>{change.loses}</dt>
              <dd>{loses.join(', ')}</dd>
            </>
          )}
        </dl>
      )}
    </div>
  );
}
