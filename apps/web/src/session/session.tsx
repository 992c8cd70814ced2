import { type Person, type Session, type SessionState } from '@gatehouse/browser';
import { createContext, use, useSyncExternalStore } from 'react';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('There is no <SessionContext> around this component.');
  return session;
}

export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state,
  );
}

/** The person who is logged in, or was when the page was left; null for a stranger. */
export function usePerson(): Person | null {
  const state = useSessionState();
  return state.status === 'signed-out' ? null : state.person;
}

/** Scopes that open the console, each a page of it. */
export const consoleScopes = ['users:manage', 'apis:manage', 'clients:manage', 'keys:read', 'audit:read'];

export function mayUseConsole(person: Person | null): boolean {
  return consoleScopes.some((scope) => person?.scopes.has(scope));
}
