import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Params } from 'nestjs-pino';
import { destination } from 'pino';
import { isOverload } from './problem-details/overload-log';

const requestIdPattern = /^[\w.:=;-]{1,128}$/;

/** The id by which a request is found in logs: the caller's own if it is one, else a new one. The answer names it, too. */
export function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id'] ?? request.headers['x-amzn-trace-id'];
  const id = typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

/** JSON lines with a request id. Of a request only method, path and address are logged: headers, query and body may hold secrets. */
export function loggingOptions(service: string, level: string, to: 'stdout' | 'stderr'): Params {
  return {
    pinoHttp: {
      name: service,
      level,
      ...(to === 'stderr' && { stream: destination(2) }),
      genReqId: requestId,
      customLogLevel: (_request, response, error) => {
        if (!error && isOverload(response.statusCode)) return 'debug';
        if (error || response.statusCode >= 500) return 'error';
        return response.statusCode >= 400 ? 'info' : 'debug';
      },
      serializers: {
        req: (request: { id: string; method: string; url: string; raw: { ip?: string } }) => ({
          id: request.id,
          method: request.method,
          path: request.url.split('?', 1)[0],
          address: request.raw.ip,
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
    },
  };
}
