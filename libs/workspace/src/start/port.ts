import { createServer } from 'node:net';

/** Says whether a port of this machine can be listened on; port 0 always can. */
export function isPortFree(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, ...(host !== undefined && { host }) }, () => server.close(() => resolve(true)));
  });
}
