/** Origins beside its own that the page may call and frame. */
export interface PageSources {
  readonly connect?: readonly string[];
  readonly frame?: readonly string[];
}

/** The headers of the page; with `framed` those of the document that the page itself holds in a frame. */
export function securityHeaders({ connect = [], frame = [] }: PageSources, framed = false): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    ["frame-src 'self'", ...frame].join(' '),
    "form-action 'none'",
    "base-uri 'none'",
    framed ? "frame-ancestors 'self'" : "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}
