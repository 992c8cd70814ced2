import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type EventMaker } from './events';

/** A gateway of AWS on 127.0.0.1: makes events of requests and responses of what the function returns. */
export interface LocalGateway {
  readonly url: string;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Where the function fails, API Gateway and load balancers answer this. */
const badGateway = {
  status: 502,
  headers: [['content-type', 'application/json']],
  body: '{"message":"Internal server error"}',
};

/** Listens on a free port and hands every request to the function as an event of the given form. */
export async function startGateway(
  { eventOf, answerOf }: EventMaker,
  invoke: (event: object) => Promise<unknown>,
): Promise<LocalGateway> {
  const server = createServer((request, response) => {
    const answer = async () => {
      const headers = pairsOf(request.rawHeaders);
      const event = eventOf({
        method: request.method ?? 'GET',
        target: request.url ?? '/',
        headers,
        body: await bodyOf(request),
        address: request.socket.remoteAddress ?? '',
      });
      return answerOf(event, (await invoke(event)) as never);
    };
    answer().then(
      ({ status, headers, body }) => response.writeHead(status, headers.flat()).end(body),
      () => response.writeHead(badGateway.status, badGateway.headers.flat()).end(badGateway.body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}
