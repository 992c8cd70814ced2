import { type Principal } from '@gatehouse/access-token';

/** A route as the manifests of the services have it. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly public: boolean;
  readonly scopes: { readonly allOf: readonly string[]; readonly anyOf: readonly string[] };
  readonly roles: readonly string[];
}

/** Says whether the guards of the service would let a principal pass. */
export function permits(route: Route, { scopes, roles }: Pick<Principal, 'scopes' | 'roles'>): boolean {
  if (route.public) return true;
  const { allOf, anyOf } = route.scopes;
  return (
    allOf.every((scope) => scopes.has(scope)) &&
    (anyOf.length === 0 || anyOf.some((scope) => scopes.has(scope))) &&
    (route.roles.length === 0 || route.roles.some((role) => roles.has(role)))
  );
}

const allMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The methods that a route answers; Express answers `HEAD` where there is a `GET`. */
export function methodsOf({ method }: Route): readonly string[] {
  if (method === 'ALL') return allMethods;
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

/** How the router reads a path: `:id` is one segment, `*rest` one or more, and a trailing slash makes no difference. */
function expressionOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((segment) => {
      if (segment.startsWith('*')) return '.+';
      return segment
        .split(/(:\w+)/)
        .map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
        .join('');
    })
    .join('/');
  return new RegExp(`^${source}/?$`, 's');
}

/** A route and what tells cheaply that it cannot match. */
export interface Pattern {
  readonly route: Route;
  readonly methods: readonly string[];
  /** The path before its first parameter. */
  readonly beginning: string;
}

/** Finds routes as the services do: of those that match, the first one answers. */
export class RouteTable {
  readonly patterns: readonly Pattern[];
  private readonly expressions = new Map<Route, RegExp>();

  constructor(readonly routes: readonly Route[]) {
    this.patterns = routes.map((route) => {
      return { route, methods: methodsOf(route), beginning: route.path.split(/[:*]/, 1)[0] ?? '' };
    });
  }

  find(method: string, path: string): Route | undefined {
    return this.patterns.find(({ route, methods, beginning }) => {
      if (!methods.includes(method) || !path.startsWith(beginning)) return false;
      const expression = this.expressions.get(route) ?? expressionOf(route.path);
      this.expressions.set(route, expression);
      return expression.test(path);
    })?.route;
  }
}
