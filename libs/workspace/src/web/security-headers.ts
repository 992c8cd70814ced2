/** Origins besides its own that a page may talk to. */
export interface PageOrigins {
  /** Where scripts may send requests: the authorization server, where it is on another origin. */
  readonly connect?: readonly string[];
  /** Whose pages may be shown in a frame. */
  readonly frame?: readonly string[];
}

// No page needs a device or a sensor of the person. Some names are known to some browsers only; all ignore the others.
const deniedFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

function headersFor({ connect = [], frame = [] }: PageOrigins, ancestors: "'none'" | "'self'") {
  const policy = [
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self'"],
    ['img-src', "'self'", 'data:'],
    ['font-src', "'self'"],
    ['connect-src', "'self'", ...connect],
    ['frame-src', "'self'", ...frame],
    ['manifest-src', "'self'"],
    ['form-action', "'none'"],
    ['base-uri', "'none'"],
    ['frame-ancestors', ancestors],
    ['require-trusted-types-for', "'script'"],
    ['trusted-types', "'none'"],
  ];
  return {
    'Content-Security-Policy': policy.map((directive) => directive.join(' ')).join('; '),
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': ancestors === "'none'" ? 'DENY' : 'SAMEORIGIN',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  } as const;
}

/** The security headers of the page and of its files, by name. */
export function securityHeaders(origins: PageOrigins = {}): Readonly<Record<string, string>> {
  return headersFor(origins, "'none'");
}

/** The same for `/silent`, which the page itself shows in a hidden frame. */
export function silentPageHeaders(origins: PageOrigins = {}): Readonly<Record<string, string>> {
  return headersFor(origins, "'self'");
}
