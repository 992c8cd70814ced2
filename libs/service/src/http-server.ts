import { type Server, type ServerResponse } from 'node:http';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Readiness } from './health/readiness';

// Milliseconds. An ALB keeps idle connections for 60 s: ours live longer, so that it never sends a request into one that is
// closing. A caller has 20 s for the headers and 30 s for the whole request; Node would wait 300 s.
const timeouts = { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000 };

// Milliseconds. A request that a proxy sent before it noticed is under way for no longer than this; and what is not finished after
// eight seconds is given up, because orchestrators kill after ten or more.
const quietTime = 500;
const drainTimeout = 8_000;

interface Traffic {
  readonly inFlight: Set<ServerResponse>;
  /** When a request last came or was answered. */
  last: number;
  draining: boolean;
}

const traffic = new WeakMap<Server, Traffic>();

/** Sets the server's timeouts and keeps account of what it is answering, for `drain`. */
export function prepareServer(server: Server): void {
  Object.assign(server, timeouts);
  const account: Traffic = { inFlight: new Set(), last: Date.now(), draining: false };
  traffic.set(server, account);
  server.prependListener('request', (_request, response) => {
    account.inFlight.add(response);
    account.last = Date.now();
    if (account.draining) response.setHeader('Connection', 'close');
    response.once('close', () => {
      account.inFlight.delete(response);
      account.last = Date.now();
    });
  });
}

/**
 * Stops a listening service without dropping a request: it is not ready at once, every answer closes its connection, and it goes
 * on answering until nothing has come for half a second. Idle connections are closed no earlier, because a request may be on its
 * way in any of them.
 */
export async function drain(app: NestExpressApplication): Promise<void> {
  const server: Server = app.getHttpServer();
  const account = traffic.get(server);
  app.get(Readiness).drain();
  const force = setTimeout(() => server.closeAllConnections(), drainTimeout);
  if (account) {
    account.draining = true;
    account.last = Date.now();
    for (const response of account.inFlight) if (!response.headersSent) response.setHeader('Connection', 'close');
    const end = Date.now() + drainTimeout;
    while (Date.now() < end && (account.inFlight.size > 0 || Date.now() - account.last < quietTime)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  await app.close();
  clearTimeout(force);
}
