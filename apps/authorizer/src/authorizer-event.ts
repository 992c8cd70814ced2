import { bearerToken, bearerTokenOfRequest } from '@gatehouse/access-token';
import { z } from 'zod';

const headers = z.record(z.string(), z.string().optional()).nullish();
const multiValueHeaders = z.record(z.string(), z.array(z.string()).optional()).nullish();

const tokenEvent = z.object({
  type: z.literal('TOKEN'),
  methodArn: z.string(),
  authorizationToken: z.string().nullish(),
});
/** REST APIs, and HTTP APIs with payload format 1.0. */
const requestEvent = z.object({ type: z.literal('REQUEST'), methodArn: z.string(), headers, multiValueHeaders });
const simpleEvent = z.object({
  version: z.literal('2.0'),
  type: z.literal('REQUEST'),
  routeKey: z.string(),
  rawPath: z.string(),
  identitySource: z.array(z.string()).nullish(),
  headers,
  requestContext: z.object({ stage: z.string(), http: z.object({ method: z.string(), path: z.string() }) }),
});

export type SimpleEvent = z.infer<typeof simpleEvent>;

/** What an authorizer is asked; `credential` throws an InvalidRequestError where a request is ambiguous. */
export type Question =
  | { readonly kind: 'policy'; readonly methodArn: string; readonly credential: () => string | undefined }
  | { readonly kind: 'simple'; readonly event: SimpleEvent; readonly credential: () => string | undefined };

/** Tells the events of authorizers apart. Throws for any other event. */
export function questionOf(event: unknown): Question {
  const { type, version } = (event ?? {}) as { type?: unknown; version?: unknown };
  if (type === 'TOKEN') {
    const { methodArn, authorizationToken } = tokenEvent.parse(event);
    return { kind: 'policy', methodArn, credential: () => bearerToken(authorizationToken ?? undefined) };
  }
  if (version === '2.0') {
    const parsed = simpleEvent.parse(event);
    return { kind: 'simple', event: parsed, credential: () => bearerOf(parsed.headers, undefined) };
  }
  const parsed = requestEvent.parse(event);
  return {
    kind: 'policy',
    methodArn: parsed.methodArn,
    credential: () => bearerOf(parsed.headers, parsed.multiValueHeaders),
  };
}

/** Header names come as the caller wrote them, and only the lists show a second `Authorization`. */
function bearerOf(single: z.infer<typeof headers>, lists: z.infer<typeof multiValueHeaders>): string | undefined {
  const pairs = lists
    ? Object.entries(lists).flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value]))
    : Object.entries(single ?? {}).map(([name, value = '']): [string, string] => [name, value]);
  const given = pairs.filter(([name]) => name.toLowerCase() === 'authorization');
  const authorization = given[0]?.[1];
  return bearerTokenOfRequest({ headers: { authorization }, rawHeaders: given.flat() });
}
