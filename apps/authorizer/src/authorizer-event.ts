import { bearerToken, bearerTokenOfRequest, InvalidRequestError } from '@gatehouse/access-token';
import { z } from 'zod';

const headers = z.record(z.string(), z.string().optional()).nullish();
const multiValueHeaders = z.record(z.string(), z.array(z.string()).optional()).nullish();

const tokenEvent = z.object({
  type: z.literal('TOKEN'),
  methodArn: z.string(),
  authorizationToken: z.string().nullish(),
});
/** REST APIs, HTTP APIs with payload format 1.0, and WebSocket APIs. */
const requestEvent = z.object({
  type: z.literal('REQUEST'),
  methodArn: z.string(),
  headers,
  multiValueHeaders,
  requestContext: z.object({ eventType: z.string().nullish(), connectionId: z.string().nullish() }).nullish(),
});
const simpleEvent = z.object({
  version: z.literal('2.0'),
  type: z.literal('REQUEST'),
  routeKey: z.string(),
  rawPath: z.string(),
  pathParameters: z.record(z.string(), z.string().optional()).nullish(),
  identitySource: z.array(z.string()).nullish(),
  headers,
  requestContext: z.object({
    stage: z.string(),
    domainName: z.string().nullish(),
    http: z.object({ method: z.string(), path: z.string() }),
  }),
});

export type SimpleEvent = z.infer<typeof simpleEvent>;

/** What an authorizer is asked; `credential` throws an InvalidRequestError where a request is ambiguous. */
export type Question = { readonly credential: () => string | undefined } & (
  | { readonly kind: 'policy'; readonly methodArn: string }
  | { readonly kind: 'connect'; readonly methodArn: string }
  | { readonly kind: 'simple'; readonly event: SimpleEvent }
);

/** Tells the events of authorizers apart. Throws for any other event. */
export function questionOf(event: unknown): Question {
  const { type, version } = (event ?? {}) as { type?: unknown; version?: unknown };
  if (type === 'TOKEN') {
    const { methodArn, authorizationToken } = tokenEvent.parse(event);
    return { kind: 'policy', methodArn, credential: () => bearerToken(authorizationToken ?? undefined) };
  }
  if (version === '2.0') {
    const parsed = simpleEvent.parse(event);
    return { kind: 'simple', event: parsed, credential: () => bearerOf(pairsOf(parsed.headers)) };
  }
  const { methodArn, requestContext, ...rest } = requestEvent.parse(event);
  const sent = pairsOf(rest.headers, rest.multiValueHeaders);
  // Only events of WebSocket APIs have these, whose one route with an authorizer is `$connect`: API/STAGE/$connect.
  const { eventType, connectionId } = requestContext ?? {};
  if (eventType || connectionId || /^[^/]*\/[^/]*\/\$connect$/.test(methodArn)) {
    return { kind: 'connect', methodArn, credential: () => tokenOfHandshake(sent) };
  }
  return { kind: 'policy', methodArn, credential: () => bearerOf(sent) };
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** Header names come as the caller wrote them, and only the lists show a second one. */
function pairsOf(single: z.infer<typeof headers>, lists?: z.infer<typeof multiValueHeaders>): Pairs {
  return lists
    ? Object.entries(lists).flatMap(([name, values = []]) => values.map((value): [string, string] => [name, value]))
    : Object.entries(single ?? {}).map(([name, value = '']): [string, string] => [name, value]);
}

function bearerOf(sent: Pairs): string | undefined {
  const given = sent.filter(([name]) => name.toLowerCase() === 'authorization');
  const authorization = given[0]?.[1];
  return bearerTokenOfRequest({ headers: { authorization }, rawHeaders: given.flat() });
}

/** Browsers cannot set `Authorization` on a WebSocket: they offer the subprotocols `bearer` and the token. */
function tokenOfHandshake(sent: Pairs): string | undefined {
  const offered = sent
    .filter(([name]) => name.toLowerCase() === 'sec-websocket-protocol')
    .flatMap(([, value]) => value.split(',').map((protocol) => protocol.trim()));
  const marks = [...offered.keys()].filter((at) => /^(bearer|access_token)$/i.test(offered[at] ?? ''));
  const tokens = [bearerOf(sent), ...marks.map((at) => offered[at + 1] ?? '')].filter((token) => token !== undefined);
  if (tokens.length > 1) throw new InvalidRequestError('more than one token');
  return tokens[0];
}
