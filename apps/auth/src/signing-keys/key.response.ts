import { z } from 'zod';
import { type KeyStatus } from './key-rotation.service';
import { keyStates } from './key-schedule';

const date = z.iso.datetime();

/** A signing key, without what it signs with. */
export const keyResponse = z.object({
  kid: z.string(),
  alg: z.string(),
  state: z.enum(keyStates).meta({
    description:
      'published: it signs later; active: it signs; retiring: what it signed is still good; gone: it is not published.',
  }),
  activeFrom: date.nullable().meta({ description: 'When it begins to sign; null: it signed from the first start on.' }),
  activeUntil: date.nullable().meta({ description: 'When another key signs; null: there is no later key.' }),
  publishedUntil: date.nullable().meta({ description: 'When it leaves the JWKS; null: there is no later key.' }),
  revokedAt: date.nullable(),
});
export type KeyResponse = z.infer<typeof keyResponse>;

export const keysResponse = z.object({ items: z.array(keyResponse) });
export type KeysResponse = z.infer<typeof keysResponse>;

export function toKey({ activeFrom, activeUntil, publishedUntil, revokedAt, ...key }: KeyStatus): KeyResponse {
  return {
    ...key,
    activeFrom: Date.parse(activeFrom) === 0 ? null : activeFrom,
    activeUntil: activeUntil ?? null,
    publishedUntil: publishedUntil ?? null,
    revokedAt: revokedAt ?? null,
  };
}
