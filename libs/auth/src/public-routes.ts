import type { Demand } from '@gatehouse/access-token';
import type { Route, RouteHandler } from './route-declarations';

/** Finds the handlers of routes by their names, such as `GET /health`. A name that would open another route as well is a fault. */
export function handlersNamed(
  names: readonly string[],
  routes: readonly Route[],
  demandOf: (handler: RouteHandler) => Demand,
): { opened: RouteHandler[]; faults: string[] } {
  const opened: RouteHandler[] = [];
  const faults: string[] = [];
  for (const name of names) {
    const [first, ...others] = routes.filter((route) => nameOf(route) === name).map(({ found }) => found);
    const unnamed = first && routes.find((route) => isSame(route.found, first) && !names.includes(nameOf(route)));
    const other = first && others.find((found) => !isSame(found, first));
    const fault =
      first === undefined
        ? `there is no such route${suggestion(name, routes)}`
        : other !== undefined
          ? `both ${titleOf(first)} and ${titleOf(other)} are this route: put @Public() on the one that is public`
          : unnamed !== undefined
            ? `${titleOf(first)} also is ${nameOf(unnamed)}: name that too`
            : makesDemands(demandOf(first))
              ? `${titleOf(first)} makes demands: remove its decorators or its name`
              : undefined;
    if (fault !== undefined) faults.push(`publicRoutes: ${name}: ${fault}`);
    else if (first !== undefined) opened.push(first);
  }
  return { opened, faults };
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function titleOf({ controller, name }: RouteHandler): string {
  return `${controller.name}.${name}`;
}

function isSame(one: RouteHandler, other: RouteHandler): boolean {
  return one.handler === other.handler && one.controller === other.controller;
}

function makesDemands({ scopes: { allOf, anyOf }, roles }: Demand): boolean {
  return allOf.length + anyOf.length + roles.length > 0;
}

/** Routes whose name ends alike: a prefix, a version, a method, a letter's case or a slash is what is missing most often. */
function suggestion(name: string, routes: readonly Route[]): string {
  const simple = (path: string) =>
    path
      .slice(path.indexOf(' ') + 1)
      .toLowerCase()
      .replace(/\/+$/, '');
  const alike = routes.map(nameOf).filter((other) => simple(other).endsWith(simple(name)) && simple(name) !== '');
  return alike.length === 0 ? '' : `; did you mean ${[...new Set(alike)].join(' or ')}?`;
}
