import { z } from 'zod';
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

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

export function toSessionResponse({ session, current }: SeenSession) {
  const { id, signedInAt, expiresAt, authorizations, offline } = session;
  const clients = Object.keys(authorizations);
  return { id, signedInAt: dateOf(signedInAt), expiresAt: dateOf(expiresAt), clients, current, offline };
}
