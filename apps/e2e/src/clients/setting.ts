import { type System } from '../system';

/** What every client finds: the running system, and a person with an account in it. */
export interface Setting {
  readonly system: System;
  /** Identifier of the authorization server. */
  readonly issuer: string;
  readonly person: Readonly<Record<'username' | 'password' | 'name' | 'email', string>>;
}

/** Declares the tests of one client. The setting is there once they run. */
export type ClientTests = (setting: () => Setting) => void;

export interface Registered {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Adds a client with the words of docs/clients.md. */
export async function register({ system }: Setting, kind: string, ...words: string[]): Promise<Registered> {
  const added = await system.admin('clients', 'add', '--name', 'Client', '--kind', kind, ...words);
  return JSON.parse(added) as Registered;
}

/** Posts a message with an access token and returns the status. */
export async function post({ system }: Setting, token: string): Promise<number> {
  const response = await fetch(`${system.messages}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"text":"by a client"}',
  });
  return response.status;
}
