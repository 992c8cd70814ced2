import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRouteDemands, type RouteDemand } from '@gatehouse/access-token';
import { httpApi } from '@gatehouse/service/testing';
import { localServices, workspaceRoot } from '../start/local-services';

const api = httpApi();

/** A request through an HTTP API. */
export function requestTo(target: string, token?: string): object {
  const headers: [string, string][] = [
    ['Host', 'api.example.com'],
    ['Accept', '*/*'],
  ];
  if (token !== undefined) headers.push(['Authorization', `Bearer ${token}`]);
  return api.eventOf({ method: 'GET', target, headers, body: Buffer.alloc(0), address: '192.0.2.1' });
}

/** What an HTTP API asks its authorizer about `GET path`. */
export function simpleQuestion(path: string, token: string): object {
  return {
    ...requestTo(path, token),
    type: 'REQUEST',
    routeKey: `GET ${path}`,
    identitySource: [`Bearer ${token}`, `GET ${path}`],
  };
}

/** What a REST API asks its authorizer about `GET path`. */
export function policyQuestion(path: string, token: string): object {
  return {
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET${path}`,
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
  };
}

/** The routes of a service that a GET request without parameters reaches, its documentation aside. */
function plainRoutes(name: string, basePath: string): readonly RouteDemand[] {
  const manifest: unknown = JSON.parse(readFileSync(join(workspaceRoot, 'apps', name, 'routes.json'), 'utf8'));
  const documentation = [`${basePath}/openapi.json`, `${basePath}/docs`];
  return parseRouteDemands(manifest).filter(
    ({ method, path }) =>
      method === 'GET' && path.startsWith(basePath) && !/[:*]/.test(path) && !documentation.includes(path),
  );
}

/** What a function is asked first, so that its code cache holds what answers it: a service, or the authorizer of all services. */
export function firstEvents(project: string, token: string): readonly object[] {
  const cards = localServices();
  const card = cards.find(({ name }) => name === project);
  const routes = (card ? [card] : cards).flatMap(({ name, basePath }) => plainRoutes(name, basePath));
  if (card) {
    return routes.flatMap(({ path, public: open }) =>
      open ? [requestTo(path)] : [requestTo(path), requestTo(path, token)],
    );
  }
  const guarded = routes.find((route) => !route.public);
  return guarded ? [simpleQuestion(guarded.path, token), policyQuestion(guarded.path, token)] : [];
}
