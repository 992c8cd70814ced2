import { useState } from 'react';
import { usePerson } from '../../session/session';
import { type ClientInput } from './client-input';
import { type ClientKind } from './client-queries';

const storageKey = 'gatehouse.client-draft';

interface Draft {
  readonly subject: string;
  /** Id of the client, empty for a new one. */
  readonly id: string;
  readonly kind: ClientKind;
  readonly input: ClientInput;
}

function stored(subject: string, id: string): Draft | null {
  try {
    const draft = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Draft | null;
    if (draft?.subject === subject && draft.id === id) return draft;
    // Nobody else is shown it.
    if (draft && draft.subject !== subject) sessionStorage.removeItem(storageKey);
  } catch {
    // What cannot be read is no draft.
  }
  return null;
}

/** What is typed about a client, over a reload and a login. There is no secret in it. */
export function useClientDraft(id: string) {
  const subject = usePerson()?.subject ?? '';
  const [draft, setDraft] = useState<Draft>(() => stored(subject, id) ?? { subject, id, kind: 'web', input: {} });
  const keep = (next: Draft) => {
    setDraft(next);
    try {
      if (Object.keys(next.input).length === 0) sessionStorage.removeItem(storageKey);
      else sessionStorage.setItem(storageKey, JSON.stringify(next));
    } catch {
      // Without storage it lasts as long as the page.
    }
  };
  return {
    input: draft.input,
    kind: draft.kind,
    setInput: (input: ClientInput) => keep({ ...draft, input }),
    setKind: (kind: ClientKind) => keep({ ...draft, kind }),
    forget: () => keep({ ...draft, input: {} }),
  };
}
