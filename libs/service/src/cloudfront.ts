import { createHash, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

/** The header by which CloudFront proves that a request came through this deployment's distribution. */
export const cloudFrontHeader = 'x-cloudfront-secret';

/**
 * Says whether CloudFront sent what came with these values of the header. It appends the caller's address to
 * `X-Forwarded-For`, as one more proxy; without the secret that entry is the word of somebody who went around it.
 */
export function isFromCloudFront(values: readonly string[], secret: string | undefined): boolean {
  if (secret === undefined || values.length !== 1) return false;
  return timingSafeEqual(digest(values[0] ?? ''), digest(secret));
}

/** Takes the header off a request, so that nothing else reads it, and returns whether CloudFront sent the request. */
export function takeCloudFrontHeader({ headers }: IncomingMessage, secret: string | undefined): boolean {
  const given = headers[cloudFrontHeader];
  delete headers[cloudFrontHeader];
  return isFromCloudFront(given === undefined ? [] : [given].flat(), secret);
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
