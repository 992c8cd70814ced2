import { prefixBefore, withoutPrefix } from '@gatehouse/access-token';
import { z } from 'zod';
import { forwardedAddress } from '../client-address';
import { bodyOf, type EventForm, valuesOf } from '../gateway-request';
import { encodedPath } from '../request-path';

const schema = z.object({
  routeKey: z.string().nullish(),
  rawPath: z.string(),
  rawQueryString: z.string().nullish(),
  cookies: z.array(z.string()).nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  pathParameters: z.record(z.string(), z.string().optional()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    stage: z.string().nullish(),
    domainName: z.string().nullish(),
    http: z.object({ method: z.string().min(1), sourceIp: z.string().nullish() }),
  }),
});

function mappedPrefix({ routeKey, rawPath, pathParameters, requestContext }: z.infer<typeof schema>) {
  // `GET /messages/{id}`; `$default` matches whatever there is.
  const template = routeKey?.split(' ', 2)[1];
  if (template !== undefined) return prefixBefore(rawPath, template, pathParameters ?? undefined);
  const { stage, domainName } = requestContext;
  // A named stage is part of the path of API Gateway's own domains, and of no other.
  return stage && stage !== '$default' && domainName?.includes('.execute-api.') ? `/${stage}` : undefined;
}

/** Payload format 2.0: HTTP APIs and function URLs. */
export const httpApiEvent: EventForm = {
  recognises: (event) => {
    const { requestContext } = event as { requestContext?: { http?: unknown } | null };
    return typeof requestContext?.http === 'object' && requestContext.http !== null;
  },
  requestOf(event, { pathPrefix, trustedProxies }) {
    const parsed = schema.parse(event);
    const headers = Object.entries(parsed.headers ?? {});
    if (parsed.cookies?.length) headers.push(['cookie', parsed.cookies.join('; ')]);
    const path = encodedPath(withoutPrefix(withoutPrefix(parsed.rawPath, mappedPrefix(parsed)), pathPrefix));
    const query = parsed.rawQueryString ? `?${parsed.rawQueryString}` : '';
    const forwardedFor = headers.find(([name]) => name.toLowerCase() === 'x-forwarded-for')?.[1];
    const seen = parsed.requestContext.http.sourceIp ?? '';
    return {
      method: parsed.requestContext.http.method,
      url: `${path}${query}`,
      receivedUrl: `${encodedPath(parsed.rawPath)}${query}`,
      headers,
      body: bodyOf(parsed.body, parsed.isBase64Encoded ?? false),
      address: trustedProxies > 1 ? (forwardedAddress(forwardedFor, trustedProxies) ?? seen) : seen,
      isHttps: true,
    };
  },
  responseTo(_event, answer) {
    const { statusCode, body, isBase64Encoded } = answer;
    const values = valuesOf(answer);
    // Set-Cookie is the one header that cannot be joined (RFC 6265 §3), and this form has a place of its own for it.
    const cookies = values.find(([name]) => name === 'set-cookie')?.[1];
    const joined = values.filter(([name]) => name !== 'set-cookie').map(([name, all]) => [name, all.join(', ')]);
    return {
      statusCode,
      headers: Object.fromEntries(joined) as object,
      ...(cookies && { cookies }),
      body,
      isBase64Encoded,
    };
  },
};
