import { dpopOptionFaults, type DpopOptions } from '@gatehouse/access-token';

/** Whether tokens that are bound to a key by DPoP (RFC 9449) are taken: not at all, too, or alone. */
export type DpopMode = 'off' | 'supported' | 'required';

/** How `AuthModule` takes tokens that are bound to a key by DPoP. */
export interface DpopSettings extends DpopOptions {
  readonly mode: DpopMode;
  /** The origins under which clients call the service, such as `https://api.example.com`. Default: the one of `resource`. */
  readonly origins?: readonly string[];
  /**
   * The absolute URL that a client called, in place of `origins` and the path of the request line. It must not come from `Host` or
   * `X-Forwarded-*`, unless a trusted proxy writes them. Undefined refuses the proof.
   */
  readonly urlOf?: (request: object) => string | undefined;
}

/** What the option `dpop` says, a mode alone written out. */
export function dpopSettingsOf(dpop: DpopMode | DpopSettings | undefined): DpopSettings {
  return typeof dpop === 'object' ? dpop : { mode: dpop ?? 'off' };
}

interface OtherOptions {
  readonly dpop?: unknown;
  readonly resource?: string;
  readonly cookie?: unknown;
  readonly frontDoor?: unknown;
}

/** The faults of the option `dpop`, alone and together with the others. */
export function dpopFaults({ dpop, resource, cookie, frontDoor }: OtherOptions): string[] {
  if (typeof dpop !== 'string' && (typeof dpop !== 'object' || dpop === null)) {
    return ["dpop: must be 'off', 'supported', 'required' or an object with a mode"];
  }
  const { mode, origins, urlOf, ...checks } = dpopSettingsOf(dpop as DpopMode | DpopSettings);
  const faults = dpopOptionFaults(checks).map((fault) => `dpop.${fault}`);
  if (!['off', 'supported', 'required'].includes(mode)) faults.push('dpop.mode: must be off, supported or required');
  if (urlOf !== undefined && typeof urlOf !== 'function') faults.push('dpop.urlOf: must be a function');
  if (urlOf !== undefined && origins !== undefined) faults.push('dpop.origins: is not read where urlOf is given');
  if (origins !== undefined && !areOrigins(origins)) {
    faults.push('dpop.origins: must hold origins such as https://api.example.com');
  }
  if (mode === 'off') return faults;
  if (resource === undefined && origins === undefined && urlOf === undefined) {
    faults.push('dpop: proofs name the URL of the service: write resource, dpop.origins or dpop.urlOf');
  }
  if (mode === 'required' && cookie !== undefined) {
    faults.push("cookie: holds a bearer token, which dpop 'required' rejects");
  }
  if (mode === 'required' && frontDoor !== undefined) {
    faults.push("frontDoor: speaks for callers without a proof, whom dpop 'required' rejects");
  }
  return faults;
}

function areOrigins(origins: unknown): boolean {
  return (
    Array.isArray(origins) &&
    origins.length > 0 &&
    origins.every(
      (origin) =>
        typeof origin === 'string' &&
        /^https?:/.test(origin) &&
        URL.canParse(origin) &&
        new URL(origin).origin === origin,
    )
  );
}
