import { useEffect, useState } from 'react';
import { useWords } from '../words/language';

// Milliseconds, after which a person wonders.
const patience = 2_500;

/** True once something has been under way for long. */
export function useSlow(isWaiting: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => setSlow(true), patience);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isWaiting]);
  return isSlow && isWaiting;
}

/** Holds the place of what is loading, and says so; `isTrouble` where something else says more. */
export function Loading({ label, lines, isTrouble = false }: { label: string; lines: number; isTrouble?: boolean }) {
  const isSlow = useSlow(!isTrouble);
  const words = useWords();
  return (
    <div className="loading">
      <p role="status">{isSlow ? words.errors.slow : label}</p>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="placeholder" aria-hidden="true" />
      ))}
    </div>
  );
}
