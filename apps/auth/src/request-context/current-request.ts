import { principalOf } from '@gatehouse/auth';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request } from 'express';
import { deviceToken } from './device-token';
import { type RequestContext } from './request-context';

/** The caller's network address: the one place that knows how a load balancer or gateway in front tells it. */
export function clientAddress(request: Request): string {
  return request.ip ?? '';
}

/** What services may know of where a request comes from. */
export function requestContext(request: Request): RequestContext {
  const { id } = request as Request & { id?: unknown };
  return {
    address: clientAddress(request),
    requestId: typeof id === 'string' ? id : '',
    clientId: principalOf(request)?.clientId,
    userAgent: request.get('user-agent')?.slice(0, 256),
    device: deviceToken(request),
  };
}

/** The `RequestContext` of the request. */
export const CurrentRequest: () => ParameterDecorator = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestContext(context.switchToHttp().getRequest<Request>()),
);
