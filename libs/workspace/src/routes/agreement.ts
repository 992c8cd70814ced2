import { openApiPath, type RouteDemand, samplePath } from '@gatehouse/access-token';
import { type ServiceUnderCheck } from './service-under-check';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

interface Operation {
  readonly security?: readonly { readonly bearer?: readonly string[] }[];
  readonly 'x-roles'?: readonly string[];
}

/** Where the OpenAPI document and the manifest differ, a sentence each. */
export async function openApiDisagreements({ url, definition, routes }: ServiceUnderCheck): Promise<string[]> {
  const response = await fetch(`${url}${definition.card.basePath}/openapi.json`);
  const document = (await response.json()) as { paths: Record<string, Record<string, Operation | undefined>> };
  const faults: string[] = [];
  const described = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      const name = `${method.toUpperCase()} ${path}`;
      described.add(name);
      const route = routes.find((known) => `${known.method} ${openApiPath(known.path)}` === name);
      if (!route) faults.push(`${name} is in the OpenAPI document and is no route`);
      else if (securityOf(operation) !== demandOf(route)) {
        faults.push(`${name} demands ${demandOf(route)}, and the OpenAPI document says ${securityOf(operation)}`);
      }
    }
  }
  for (const { method, path, public: isPublic } of routes) {
    // What is open to everyone may be left out of the document; what is protected may not.
    if (!isPublic && !described.has(`${method} ${openApiPath(path)}`))
      faults.push(`${method} ${path} is not in the OpenAPI document`);
  }
  return faults;
}

function securityOf(operation: Operation): string {
  const { security, 'x-roles': roles = [] } = operation;
  if (security?.length === 0) return 'nothing';
  return JSON.stringify([(security ?? []).map(({ bearer }) => bearer), roles]);
}

function demandOf({ public: isPublic, scopes, roles }: RouteDemand): string {
  if (isPublic) return 'nothing';
  const alternatives = scopes.anyOf.length === 0 ? [[]] : scopes.anyOf.map((scope) => [scope]);
  return JSON.stringify([alternatives.map((scope) => [...scopes.allOf, ...scope]), roles]);
}

interface Probe {
  readonly who: string;
  readonly token: string | undefined;
  readonly refusedAs: 'unauthenticated' | 'insufficient_scope' | 'insufficient_role' | undefined;
}

/** Where the guards of the running service decide otherwise than the manifest says, a sentence each. */
export async function guardDisagreements(service: ServiceUnderCheck): Promise<string[]> {
  const faults = await Promise.all(
    service.routes.flatMap((route) => probesOf(route, service).map((probe) => faultOf(route, probe, service))),
  );
  return faults.flat();
}

function probesOf({ public: isPublic, scopes, roles }: RouteDemand, { issuer }: ServiceUnderCheck): Probe[] {
  const token = (held: readonly string[], as: readonly string[]): string =>
    issuer.mint({ claims: { scope: held.join(' '), roles: as } });
  if (isPublic) return [{ who: 'nobody', token: undefined, refusedAs: undefined }];
  const enough = [...scopes.allOf, ...scopes.anyOf.slice(0, 1)];
  return [
    { who: 'nobody', token: undefined, refusedAs: 'unauthenticated' },
    { who: 'whom it lets in', token: token(enough, roles.slice(0, 1)), refusedAs: undefined },
    ...scopes.allOf.map((scope): Probe => {
      const held = enough.filter((other) => other !== scope);
      return { who: `a token without ${scope}`, token: token(held, roles), refusedAs: 'insufficient_scope' };
    }),
    ...(scopes.anyOf.length === 0
      ? []
      : [{ who: 'no scope of several', token: token(scopes.allOf, roles), refusedAs: 'insufficient_scope' } as const]),
    ...(roles.length === 0
      ? []
      : [{ who: 'nobody of its roles', token: token(enough, ['none']), refusedAs: 'insufficient_role' } as const]),
  ];
}

async function faultOf({ method, path }: RouteDemand, probe: Probe, { url }: ServiceUnderCheck): Promise<string[]> {
  const response = await fetch(`${url}${samplePath(path)}`, {
    method: method === 'ALL' ? 'POST' : method,
    redirect: 'manual',
    signal: AbortSignal.timeout(15_000),
    ...(probe.token !== undefined && { headers: { authorization: `Bearer ${probe.token}` } }),
  });
  const text = await response.text();
  const code = /"type":"urn:gatehouse:problem:(unauthenticated|invalid_token|insufficient_\w+)"/.exec(text)?.[1];
  if (code === probe.refusedAs) return [];
  return [`${method} ${path}: ${probe.who} gets ${response.status} ${code ?? ''}, not ${probe.refusedAs ?? 'in'}`];
}
