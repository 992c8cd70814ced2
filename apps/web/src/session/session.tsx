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

/** The parts of the console, each opened by a scope. */
export const consoleScopes = {
  users: 'users:manage',
  registry: 'apis:manage',
  clients: 'clients:manage',
  keys: 'keys:read',
  audit: 'audit:read',
} as const;

export function mayUseConsole(person: Person | null): boolean {
  return Object.values(consoleScopes).some((scope) => person?.scopes.has(scope));
}
