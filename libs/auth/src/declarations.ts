import type { ExecutionContext, Type } from '@nestjs/common';
import type { Demand } from '@gatehouse/access-token';

const PUBLIC = 'gatehouse:public';
const SCOPES = 'gatehouse:scopes';
const ANY_SCOPE = 'gatehouse:any-scope';
const ROLES = 'gatehouse:roles';

const PUBLIC_DEMAND: Demand = Object.freeze({
  public: true,
  scopes: Object.freeze({ allOf: [], anyOf: [] }),
  roles: [],
});

/** RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`. */
const scopeToken = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

type AtLeastOne = [string, ...string[]];
type ClassOrMethod = ClassDecorator & MethodDecorator;
type Handler = ReturnType<ExecutionContext['getHandler']>;

/** Opens a route, or all routes of a class that declare nothing of their own, to everyone; credentials are not even read. */
export function Public(): ClassOrMethod {
  return declare(PUBLIC, true);
}

/** Demands every one of the scopes. On a method it replaces the one on the class. */
export function RequireScopes(...scopes: AtLeastOne): ClassOrMethod {
  return declare(SCOPES, scopeTokens('RequireScopes', scopes));
}

/** Demands at least one of the scopes. On a method it replaces the one on the class. */
export function RequireAnyScope(...scopes: AtLeastOne): ClassOrMethod {
  return declare(ANY_SCOPE, scopeTokens('RequireAnyScope', scopes));
}

/** Demands at least one of the roles. On a method it replaces the one on the class. */
export function RequireRoles(...roles: AtLeastOne): ClassOrMethod {
  return declare(ROLES, named('RequireRoles', roles));
}

function declare(key: string, value: unknown): ClassOrMethod {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    const where = property === undefined ? [target] : [target, property];
    if (property !== undefined && typeof descriptor?.value !== 'function') {
      throw new TypeError(`${String(property)} is no method, so it cannot declare who may call it`);
    }
    if (Reflect.hasOwnMetadata(key, ...(where as [object]))) {
      throw new TypeError('a class or a method declares the same demand once; a second one would hide the first');
    }
    Reflect.defineMetadata(key, value, ...(where as [object]));
    if (descriptor !== undefined) {
      Reflect.defineMetadata(key, value, descriptor.value as object);
    }
  };
}

function named(decorator: string, names: readonly string[]): readonly string[] {
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name.trim() === '')) {
    throw new TypeError(`@${decorator}() needs at least one name, and none of them empty`);
  }
  return Object.freeze([...new Set(names)]);
}

function scopeTokens(decorator: string, scopes: readonly string[]): readonly string[] {
  const bad = named(decorator, scopes).find((scope) => !scopeToken.test(scope));
  if (bad !== undefined) {
    throw new TypeError(`@${decorator}() was given ${JSON.stringify(bad)}, which is no scope of RFC 6749 §3.3`);
  }
  return named(decorator, scopes);
}

const known = new WeakMap<Handler, WeakMap<Type, Demand>>();

/** The demand that class and method declare together; read from the decorators once. */
export function declarationOf(handler: Handler, controller: Type): Demand {
  let byController = known.get(handler);
  if (byController === undefined) {
    known.set(handler, (byController = new WeakMap()));
  }
  let declaration = byController.get(controller);
  if (declaration === undefined) {
    byController.set(controller, (declaration = combine(handler, controller)));
  }
  return declaration;
}

/**
 * The decorators that were put on a method but are not on the function that will run, because another decorator (or an
 * instance wrapper) put a function of its own in its place and left them behind.
 */
export function lostDeclarations(handler: Handler, prototype: object, property: string): boolean {
  let owner: object | null = prototype;
  while (owner !== null && !Object.hasOwn(owner, property)) {
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return (
    owner !== null &&
    [PUBLIC, SCOPES, ANY_SCOPE, ROLES].some(
      (key) => Reflect.getOwnMetadata(key, owner, property) !== Reflect.getMetadata(key, handler),
    )
  );
}

function combine(handler: Handler, controller: Type): Demand {
  const onMethod = {
    public: Reflect.getMetadata(PUBLIC, handler) === true,
    demands: [SCOPES, ANY_SCOPE, ROLES].some((key) => Reflect.hasMetadata(key, handler)),
  };
  const onClass = {
    public: Reflect.getMetadata(PUBLIC, controller) === true,
    demands: [SCOPES, ANY_SCOPE, ROLES].some((key) => Reflect.hasMetadata(key, controller)),
  };
  if ((onMethod.public && onMethod.demands) || (onClass.public && onClass.demands)) {
    throw new TypeError(
      `${controller.name}${onMethod.public ? `.${handler.name}` : ''} is declared @Public() and makes demands: remove one`,
    );
  }
  if (onMethod.public || (onClass.public && !onMethod.demands)) {
    return PUBLIC_DEMAND;
  }
  const demanded = (key: string): readonly string[] =>
    (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller) ?? []) as readonly string[];
  return Object.freeze({
    public: false,
    scopes: Object.freeze({ allOf: demanded(SCOPES), anyOf: demanded(ANY_SCOPE) }),
    roles: demanded(ROLES),
  });
}
