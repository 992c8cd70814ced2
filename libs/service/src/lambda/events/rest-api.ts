import { prefixBefore, withoutPrefix } from '@gatehouse/access-token';
import { z } from 'zod';
import { forwardedAddress } from '../client-address';
import { bodyOf, type EventForm, valuesOf } from '../gateway-request';
import { encodedPath } from '../request-path';

const one = z.record(z.string(), z.string()).nullish();
const several = z.record(z.string(), z.array(z.string())).nullish();
const schema = z.object({
  httpMethod: z.string().min(1),
  path: z.string(),
  resource: z.string().nullish(),
  headers: one,
  multiValueHeaders: several,
  queryStringParameters: one,
  multiValueQueryStringParameters: several,
  pathParameters: z.record(z.string(), z.string().optional()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    path: z.string().nullish(),
    identity: z.object({ sourceIp: z.string().nullish() }).nullish(),
  }),
});

/** All values of a map of lists, or of the map beside it that has one value a name. */
export function pairs(
  lists: Readonly<Record<string, readonly string[]>> | null | undefined,
  singles: Readonly<Record<string, string>> | null | undefined,
): [string, string][] {
  if (lists)
    return Object.entries(lists).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
  return Object.entries(singles ?? {});
}

function mappedPrefix({ path, resource, pathParameters }: z.infer<typeof schema>): string | undefined {
  return resource ? prefixBefore(path, resource, pathParameters ?? undefined) : undefined;
}

/** Payload format 1.0: REST APIs, and HTTP APIs that are set to it. */
export const restApiEvent: EventForm = {
  recognises: (event) => 'httpMethod' in event,
  requestOf(event, { pathPrefix, trustedProxies }) {
    const parsed = schema.parse(event);
    const headers = pairs(parsed.multiValueHeaders, parsed.headers);
    const path = encodedPath(withoutPrefix(withoutPrefix(parsed.path, mappedPrefix(parsed)), pathPrefix));
    const query = pairs(parsed.multiValueQueryStringParameters, parsed.queryStringParameters)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    const forwardedFor = headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value);
    const seen = parsed.requestContext.identity?.sourceIp ?? '';
    return {
      method: parsed.httpMethod,
      url: `${path}${query && `?${query}`}`,
      // With the stage too, which `path` has only on a domain of one's own.
      receivedUrl: `${encodedPath(parsed.requestContext.path ?? parsed.path)}${query && `?${query}`}`,
      headers,
      body: bodyOf(parsed.body, parsed.isBase64Encoded ?? false),
      address: trustedProxies > 1 ? (forwardedAddress(forwardedFor.join(','), trustedProxies) ?? seen) : seen,
      isHttps: true,
    };
  },
  responseTo(_event, answer) {
    const { statusCode, body, isBase64Encoded } = answer;
    return { statusCode, multiValueHeaders: Object.fromEntries(valuesOf(answer)), body, isBase64Encoded };
  },
};
