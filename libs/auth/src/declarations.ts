import type { ExecutionContext, Type } from '@nestjs/common';
import type { Demand } from '@gatehouse/access-token';
import { takesOptionalPrincipal } from './principal';

const PUBLIC = 'gatehouse:public';
const SCOPES = 'gatehouse:scopes';
const ANY_SCOPE = 'gatehouse:any-scope';
const ROLES = 'gatehouse:roles';
const DEMANDS = [SCOPES, ANY_SCOPE, ROLES];

const PUBLIC_DEMAND: Demand = Object.freeze({
  public: true,
  scopes: Object.freeze({ allOf: [], anyOf: [] }),
  roles: [],
});
const OPTIONAL_DEMAND: Demand = Object.freeze({ ...PUBLIC_DEMAND, optional: true });

/** RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`. */
const scopeToken = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

type AtLeastOne = [string, ...string[]];
type ClassOrMethod = ClassDecorator & MethodDecorator;
type Handler = ReturnType<ExecutionContext['getHandler']>;

/**
 * Opens a route, or the routes of a class that declare nothing of their own, to everyone. Credentials are not even read, except for
 * `@OptionalPrincipal()`.
 */
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

/**
 * Returns the demand that class and method declare together. `@Public()` on a class opens the methods that the class has, not those
 * that a subclass adds; a demand holds for subclasses and overriding methods too. Throws a `TypeError` for a contradiction.
 */
export function declarationOf(
  handler: Handler,
  controller: Type,
  property: string | symbol | undefined = propertyOf(handler, controller),
): Demand {
  const classes = [...lineOf(controller)];
  checkContradictions(handler, controller, classes);
  const methods = property === undefined ? [] : classes.filter((type) => Object.hasOwn(prototypeOf(type), property));
  const demanded = (key: string): readonly string[] | undefined =>
    [
      Reflect.getMetadata(key, handler) as unknown,
      ...methods.slice(1).map((type) => Reflect.getOwnMetadata(key, prototypeOf(type), property as string) as unknown),
    ].find((names) => names !== undefined) as readonly string[] | undefined;
  const isOpen =
    Reflect.getMetadata(PUBLIC, handler) === true ||
    (isOpenedByClass(classes, methods[0]) && DEMANDS.every((key) => demanded(key) === undefined));
  if (isOpen) return openDemand(controller, property);
  const names = (key: string): readonly string[] =>
    demanded(key) ?? (Reflect.getMetadata(key, controller) as readonly string[] | undefined) ?? [];
  return Object.freeze({
    public: false,
    scopes: Object.freeze({ allOf: names(SCOPES), anyOf: names(ANY_SCOPE) }),
    roles: names(ROLES),
  });
}

/** The demand of a public route, which depends on what its method takes. */
export function openDemand(controller: Type, property: string | symbol | undefined): Demand {
  return property !== undefined && takesOptionalPrincipal(controller, property) ? OPTIONAL_DEMAND : PUBLIC_DEMAND;
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
    [PUBLIC, ...DEMANDS].some(
      (key) => Reflect.getOwnMetadata(key, owner, property) !== Reflect.getMetadata(key, handler),
    )
  );
}

function isOpenedByClass(classes: readonly Type[], declaring: Type | undefined): boolean {
  if (declaring === undefined || classes.some(makesDemands)) return false;
  return classes.slice(0, classes.indexOf(declaring) + 1).some(isPublic);
}

function checkContradictions(handler: Handler, controller: Type, classes: readonly Type[]): void {
  if (Reflect.getMetadata(PUBLIC, handler) === true && DEMANDS.some((key) => Reflect.hasMetadata(key, handler))) {
    throw new TypeError(`${controller.name}.${handler.name} is declared @Public() and makes demands: remove one`);
  }
  for (const [index, type] of classes.entries()) {
    const demanding = isPublic(type) ? classes.slice(index).find(makesDemands) : undefined;
    if (demanding !== undefined) {
      const where = demanding === type ? '' : ` by ${demanding.name}, which it extends`;
      throw new TypeError(`${type.name} is declared @Public() and makes demands${where}: remove one`);
    }
  }
}

function isPublic(target: object): boolean {
  return Reflect.getOwnMetadata(PUBLIC, target) === true;
}

function makesDemands(target: object): boolean {
  return DEMANDS.some((key) => Reflect.hasOwnMetadata(key, target));
}

/** A class and those that it extends. */
function* lineOf(controller: Type): Generator<Type> {
  for (let type: Type | null = controller; typeof type?.prototype === 'object';) {
    yield type;
    type = Object.getPrototypeOf(type) as Type | null;
  }
}

function prototypeOf(type: Type): object {
  return type.prototype as object;
}

function propertyOf(handler: Handler, controller: Type): string | symbol | undefined {
  for (const type of lineOf(controller)) {
    const members = Object.getOwnPropertyDescriptors(prototypeOf(type)) as Record<string | symbol, PropertyDescriptor>;
    const found = Reflect.ownKeys(members).find((key) => members[key]?.value === handler);
    if (found !== undefined) return found;
  }
  return undefined;
}
