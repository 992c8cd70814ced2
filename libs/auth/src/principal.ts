import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { Principal } from '@gatehouse/access-token';

/** Where a request holds its principal: a symbol, which no header, query or body can name. */
export const PRINCIPAL = Symbol.for('@gatehouse/auth:principal');

/** The verified principal of a request (Express' or Fastify's), or undefined where nobody was authenticated. */
export function principalOf(request: object): Principal | undefined {
  return Object.hasOwn(request, PRINCIPAL) ? (request as { [PRINCIPAL]?: Principal })[PRINCIPAL] : undefined;
}

/** What `@CurrentPrincipal()` runs. */
function currentPrincipal(_: unknown, context: ExecutionContext): Principal {
  const principal = principalOf(context.switchToHttp().getRequest<object>());
  if (principal === undefined) {
    throw new Error('@CurrentPrincipal() was asked for on a request that nobody has authenticated');
  }
  return principal;
}

/** What `@OptionalPrincipal()` runs. */
function optionalPrincipal(_: unknown, context: ExecutionContext): Principal | undefined {
  return principalOf(context.switchToHttp().getRequest<object>());
}

/** The verified, frozen `Principal` of the request; a route that uses it cannot be `@Public()`. */
export const CurrentPrincipal: () => ParameterDecorator = createParamDecorator(currentPrincipal);

/**
 * The `Principal` of a request to a `@Public()` route, or undefined without credentials. The guards verify the credentials that a
 * caller sends to such a route, and refuse bad ones.
 */
export const OptionalPrincipal: () => ParameterDecorator = createParamDecorator(optionalPrincipal);

/** Whether Nest calls a method of the controller with the current principal: it hands a subclass the parameters of its base class. */
export function takesCurrentPrincipal(controller: Type, method: string | symbol): boolean {
  return takes(currentPrincipal, controller, method);
}

/** Whether Nest calls a method of the controller with the optional principal. */
export function takesOptionalPrincipal(controller: Type, method: string | symbol): boolean {
  return takes(optionalPrincipal, controller, method);
}

function takes(parameter: unknown, controller: Type, method: string | symbol): boolean {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { factory?: unknown }
  >;
  return Object.values(parameters).some(({ factory }) => factory === parameter);
}
