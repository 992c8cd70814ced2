/** What web pages may send to the services and read of their answers. */
export const corsHeaders = {
  allowed: ['authorization', 'content-type', 'dpop', 'idempotency-key', 'if-match', 'if-none-match'],
  exposed: ['dpop-nonce', 'etag', 'location', 'retry-after', 'www-authenticate', 'x-request-id'],
} as const;
