import { type DpopMode, type DpopSettings } from '@gatehouse/auth';
import { z } from 'zod';
import { receivedTarget } from '../lambda/received-target';

/** The variable that says whether tokens bound by DPoP (RFC 9449) are taken. */
export const dpopVariables = {
  AUTH_DPOP: z.enum(['off', 'supported', 'required'], { error: 'must be off, supported or required' }).optional(),
};

/**
 * How the guards take tokens that are bound by DPoP. A service that knows its public URL supports them by default. The origin of
 * that URL is where clients call it; the path is the one that they called, of an event also what a mapping put before it.
 */
export function dpopOptions(
  mode: DpopMode | undefined,
  resource: string | undefined,
): { readonly dpop?: DpopSettings } {
  if (resource === undefined) return mode === undefined ? {} : { dpop: { mode } };
  const { origin } = new URL(resource);
  const urlOf = (request: object) => {
    const target = receivedTarget(request) ?? (request as { readonly originalUrl?: string }).originalUrl;
    return target?.startsWith('/') ? `${origin}${target}` : undefined;
  };
  return { dpop: { mode: mode ?? 'supported', urlOf } };
}
