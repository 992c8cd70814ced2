import { literalBeginning, pathExpression, type RouteDemand } from '@gatehouse/access-token';

const allMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The methods that a route answers; Express answers `HEAD` where there is a `GET`. */
export function methodsOf({ method }: RouteDemand): readonly string[] {
  if (method === 'ALL') return allMethods;
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

/** A route and what tells cheaply that it cannot match. */
export interface Pattern {
  readonly route: RouteDemand;
  readonly methods: readonly string[];
  /** The path before its first parameter. */
  readonly beginning: string;
}

/** Finds routes as the services do: of those that match, the first one answers. */
export class RouteTable {
  readonly patterns: readonly Pattern[];
  private readonly expressions = new Map<RouteDemand, RegExp>();

  constructor(readonly routes: readonly RouteDemand[]) {
    this.patterns = routes.map((route) => {
      return { route, methods: methodsOf(route), beginning: literalBeginning(route.path) };
    });
  }

  find(method: string, path: string): RouteDemand | undefined {
    return this.patterns.find(({ route, methods, beginning }) => {
      if (!methods.includes(method) || !path.startsWith(beginning)) return false;
      const expression = this.expressions.get(route) ?? pathExpression(route.path);
      this.expressions.set(route, expression);
      return expression.test(path);
    })?.route;
  }
}
