import { type ReactNode } from 'react';

/** A word about a state; the colour only repeats it. */
export function Badge({ tone, children }: { tone: 'good' | 'bad' | 'plain'; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}
