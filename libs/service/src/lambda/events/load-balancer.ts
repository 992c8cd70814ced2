import { withoutPrefix } from '@gatehouse/access-token';
import { z } from 'zod';
import { forwardedAddress } from '../client-address';
import { bodyOf, type EventForm, valuesOf } from '../gateway-request';
import { encodedPath } from '../request-path';
import { pairs } from './rest-api';

const one = z.record(z.string(), z.string()).nullish();
const several = z.record(z.string(), z.array(z.string())).nullish();
const schema = z.object({
  httpMethod: z.string().min(1),
  path: z.string(),
  headers: one,
  multiValueHeaders: several,
  queryStringParameters: one,
  multiValueQueryStringParameters: several,
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * A target group without multi-value headers reads one value a name. Header names are case-insensitive (RFC 9110 §5.1), so
 * every further cookie goes under another spelling of the same name.
 */
function spelling(name: string, index: number): string {
  let bits = index;
  return name.replaceAll(/[a-z]/g, (letter) => {
    const upper = bits % 2 === 1;
    bits = Math.floor(bits / 2);
    return upper ? letter.toUpperCase() : letter;
  });
}

/** Events of an Application Load Balancer, with multi-value headers or without. */
export const loadBalancerEvent: EventForm = {
  recognises: (event) => {
    const { requestContext } = event as { requestContext?: { elb?: unknown } | null };
    return typeof requestContext?.elb === 'object' && requestContext.elb !== null;
  },
  requestOf(event, { pathPrefix, trustedProxies }) {
    const parsed = schema.parse(event);
    const headers = pairs(parsed.multiValueHeaders, parsed.headers);
    const header = (wanted: string) =>
      headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : [])).join(',');
    const path = encodedPath(withoutPrefix(parsed.path, pathPrefix));
    // Neither decoded nor checked by the load balancer: it stays as the caller wrote it.
    const query = pairs(parsed.multiValueQueryStringParameters, parsed.queryStringParameters)
      .map(([name, value]) => (value === '' ? name : `${name}=${value}`).replaceAll(/[\s#]/g, encodeURIComponent))
      .join('&');
    return {
      method: parsed.httpMethod,
      url: `${path}${query && `?${query}`}`,
      receivedUrl: `${encodedPath(parsed.path)}${query && `?${query}`}`,
      headers,
      body: bodyOf(parsed.body, parsed.isBase64Encoded ?? false),
      // The load balancer itself is always one of the proxies.
      address: forwardedAddress(header('x-forwarded-for'), Math.max(1, trustedProxies)) ?? '',
      isHttps: header('x-forwarded-proto') !== 'http',
    };
  },
  responseTo(event, answer) {
    const { statusCode, body, isBase64Encoded } = answer;
    const values = valuesOf(answer);
    if ((event as { multiValueHeaders?: unknown }).multiValueHeaders) {
      return { statusCode, multiValueHeaders: Object.fromEntries(values), body, isBase64Encoded };
    }
    const headers = values.flatMap(([name, all]) =>
      name === 'set-cookie'
        ? all.map((value, index): [string, string] => [spelling(name, index), value])
        : [[name, all.join(', ')] as [string, string]],
    );
    return { statusCode, headers: Object.fromEntries(headers) as object, body, isBase64Encoded };
  },
};
