import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What befalls a request on its way: a throttle instead of an answer, an answer lost after the work was done, or silence. */
export type Fault = 'throttle' | 'lose' | 'hang';

/** A DynamoDB with faults in front of it. */
export interface FaultProxy {
  /** Base URL, for `DYNAMODB_ENDPOINT`. */
  readonly endpoint: string;
  /** What befalls which part of all requests, 0 to 1 each; may be changed at any time. */
  faults: Readonly<Partial<Record<Fault, number>>>;
  /** How often each fault befell a request, and how many went through. */
  readonly counts: Readonly<Record<Fault | 'passed', number>>;
  stop(): Promise<void>;
}

/** Puts faults between a client and the engine at `target`, a URL on this machine. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const counts = { throttle: 0, lose: 0, hang: 0, passed: 0 };
  const choose = (): Fault | 'passed' => {
    let left = Math.random();
    for (const [fault, part = 0] of Object.entries(proxy.faults) as [Fault, number | undefined][]) {
      if ((left -= part) < 0) return fault;
    }
    return 'passed';
  };
  const server = createServer((incoming, outgoing) => {
    const fate = choose();
    counts[fate]++;
    if (fate === 'hang') return void incoming.resume();
    if (fate === 'throttle') return throttle(incoming, outgoing);
    const { method, headers, url } = incoming;
    const forwarded = request(`${target}${url}`, { method, headers }, (answer) => {
      // The engine has done its work by now.
      if (fate === 'lose') {
        answer.resume();
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: {},
    counts,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function throttle(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume();
  outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(
    JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow down' }),
  );
}
