import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { Duplex, Readable } from 'node:stream';
import serverlessExpress from '@vendia/serverless-express';
import { setReceivedTarget } from './received-target';
import { type GatewayAnswer, type GatewayRequest } from './gateway-request';

const textual = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded)$|[\w.-]+\/[\w.-]+\+(json|xml)$)/i;

/** Gateways take a body as text or as base64; only what surely is UTF-8 goes as text. */
function isBinary({ headers }: { headers: Readonly<Record<string, unknown>> }): boolean {
  const [type = '', ...parameters] = String((headers['content-type'] as string | undefined) ?? 'text/plain').split(';');
  const charset =
    parameters.map((parameter) => /^\s*charset="?([^"\s]+)/i.exec(parameter)?.[1]).find(Boolean) ?? 'utf-8';
  return headers['content-encoding'] !== undefined || !textual.test(type.trim()) || charset.toLowerCase() !== 'utf-8';
}

/** Headers as Node joins them (`IncomingMessage.headers`): cookies by semicolons, others by commas, of some the first only. */
function joined(headers: GatewayRequest['headers']): Record<string, string> {
  const once =
    /^(authorization|content-type|content-length|host|user-agent|referer|from|max-forwards|proxy-authorization|if-modified-since|if-unmodified-since|etag|expires|last-modified|location|retry-after|server|age)$/;
  const result: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = result[key];
    if (before === undefined) result[key] = value;
    else if (!once.test(key)) result[key] = `${before}${key === 'cookie' ? '; ' : ', '}${value}`;
  }
  return result;
}

/** What libraries ask of a connection; there is none. */
class AbsentConnection extends Duplex {
  readonly encrypted: boolean;
  readonly remoteAddress: string;

  constructor({ isHttps, address }: GatewayRequest) {
    super({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    this.encrypted = isHttps;
    this.remoteAddress = address;
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
}

/**
 * Has the application answer, through serverless-express. Rejects where it throws past its own handling or destroys the
 * response. An aborted signal is told to the application as a caller who left, and leaves the promise open.
 */
export async function forward(
  app: RequestListener,
  gatewayRequest: GatewayRequest,
  signal: AbortSignal,
): Promise<GatewayAnswer> {
  const { method, url, body, address } = gatewayRequest;
  const headers = gatewayRequest.headers.filter(([name]) => !/^(transfer-encoding|content-length)$/i.test(name));
  if (body) headers.push(['content-length', String(body.length)]);
  let failure: unknown;
  // Made for one request, so that nothing of it is kept where another request could find it. The library's own notion of the
  // current event is a global of its module: it is given nothing to keep.
  const handle = serverlessExpress<object, GatewayAnswer>({
    app,
    eventSourceName: 'AWS_API_GATEWAY_V2',
    eventSource: {
      getRequest: () => ({ method, path: url, headers: joined(headers), body, remoteAddress: address }),
      getResponse: (answer: GatewayAnswer) => answer,
    },
    framework: {
      // The library awaits it, whatever its types say.
      // eslint-disable-next-line @typescript-eslint/no-misused-promises
      sendRequest: async ({ request, response }: { request: IncomingMessage; response: ServerResponse }) => {
        try {
          complete(request, { ...gatewayRequest, headers });
          await answered(app, request, response, signal);
          // The library sets it next, which an application that has made it read-only must not keep it from.
          Object.defineProperty(request, 'readable', { value: false, writable: true, configurable: true });
        } catch (error) {
          failure = error ?? new Error('the response was destroyed');
          throw failure;
        }
      },
    },
    binarySettings: { isBinary },
    respondWithErrors: false,
    log: { debug: () => undefined, error: (_message: string, error: unknown) => (failure ??= error) } as never,
  });
  const answer = (await handle({}, {} as never, () => undefined)) as GatewayAnswer;
  if (failure !== undefined) throw failure as Error;
  return answer;
}

/** Mends what the library's request lacks of Node's. */
function complete(request: IncomingMessage, gatewayRequest: GatewayRequest): void {
  // Computed from the raw headers when first read, so it has to be read before these are replaced.
  void request.headers;
  request.rawHeaders = gatewayRequest.headers.flat();
  setReceivedTarget(request, gatewayRequest.receivedUrl);
  request.socket = new AbsentConnection(gatewayRequest) as never;
  // As the stream has it, but the request's own: what an application defines in its place can then be replaced again.
  const get = (): unknown => Reflect.get(Readable.prototype, 'readable', request);
  Object.defineProperty(request, 'readable', { get, configurable: true });
  // Node has no `body` before somebody parses it.
  delete (request as { body?: unknown }).body;
}

function answered(
  app: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { socket } = response;
    if (socket) {
      const absent = () => socket;
      Object.assign(socket, {
        setTimeout: absent,
        setNoDelay: absent,
        setKeepAlive: absent,
        once: absent,
        emit: absent,
      });
      socket.destroy = (error?: Error) => {
        response.emit('close');
        reject(error ?? new Error('the response was destroyed'));
        return socket;
      };
    }
    response.once('finish', () => {
      // The library's connection takes the last byte within `end`, before Node has noted the end: logs would tell of an abort.
      Object.defineProperty(response, 'writableEnded', { value: true });
      // As Node does once all is written; logs and clean-up wait for it, and a function may be frozen once it has answered.
      process.nextTick(() => {
        response.emit('close');
        resolve();
      });
    });
    response.once('error', reject);
    signal.addEventListener('abort', () => {
      request.emit('aborted');
      response.emit('close');
    });
    void app(request, response);
  });
}
