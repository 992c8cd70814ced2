import { type Principal } from '@gatehouse/auth';
import { z } from 'zod';
import { type User } from '../users/user';
import { type SeenSession } from './sessions.service';

export const sessionId = z.string().min(1).max(100);

export const sessionResponse = z.object({
  id: z.string(),
  signedInAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  clients: z.array(z.string()).meta({ description: 'The clients that it is used in' }),
  current: z.boolean().meta({ description: 'Whether it is the session of the access token' }),
  offline: z.boolean().meta({ description: 'Whether it is the access that a client keeps after the sign-out' }),
});
export const sessionsResponse = z.object({ items: z.array(sessionResponse) });
export type SessionsResponse = z.infer<typeof sessionsResponse>;

export const currentSessionResponse = z.object({
  subject: z.string(),
  username: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()).meta({ description: 'What the access token may do at the APIs' }),
  expiresAt: z.iso.datetime().meta({ description: 'When the access token expires' }),
  expiresIn: z.number().int().meta({ description: 'Seconds until then: the clock of the caller may be wrong' }),
});
export type CurrentSessionResponse = z.infer<typeof currentSessionResponse>;

export function toCurrentSession({ subject, roles, scopes, expiresAt }: Principal, { username, name }: User) {
  const expiresIn = Math.max(0, expiresAt - Math.floor(Date.now() / 1000));
  const may = { roles: [...roles], scopes: [...scopes] };
  return { subject, username, name, ...may, expiresAt: dateOf(expiresAt), expiresIn };
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

export function toSessionResponse({ session, current }: SeenSession) {
  const { id, signedInAt, expiresAt, authorizations, offline } = session;
  const clients = Object.keys(authorizations);
  return { id, signedInAt: dateOf(signedInAt), expiresAt: dateOf(expiresAt), clients, current, offline };
}
