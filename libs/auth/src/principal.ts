import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '@gatehouse/access-token';

/** Where a request holds its principal: a symbol, which no header, query or body can name. */
export const PRINCIPAL = Symbol.for('@gatehouse/auth:principal');

/** The verified principal of a request (Express' or Fastify's), or undefined where nobody was authenticated. */
export function principalOf(request: object): Principal | undefined {
  return Object.hasOwn(request, PRINCIPAL) ? (request as { [PRINCIPAL]?: Principal })[PRINCIPAL] : undefined;
}

/** What `@CurrentPrincipal()` runs; the start check recognises the decorator by it. */
export function currentPrincipal(_: unknown, context: ExecutionContext): Principal {
  const principal = principalOf(context.switchToHttp().getRequest<object>());
  if (principal === undefined) {
    throw new Error('@CurrentPrincipal() was asked for on a request that nobody has authenticated');
  }
  return principal;
}

/** The verified, frozen `Principal` of the request; a route that uses it cannot be `@Public()`. */
export const CurrentPrincipal: () => ParameterDecorator = createParamDecorator(currentPrincipal);
