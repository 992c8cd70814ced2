import { z } from 'zod';

const settings = z.object({
  TABLE_PREFIX: z
    .string({ error: 'is required' })
    .regex(/^[A-Za-z0-9_.-]{0,200}$/, 'can hold letters, digits and _ . - only'),
  /** Unset: AWS. */
  DYNAMODB_ENDPOINT: z.url('must be a URL').optional(),
});

/** The settings of the function that registers APIs. Throws an error that names every variable at fault. */
export function registrationSettings(environment: Record<string, string | undefined> = process.env) {
  const { data, error } = settings.safeParse(environment);
  if (!data) throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return { tablePrefix: data.TABLE_PREFIX, endpoint: data.DYNAMODB_ENDPOINT };
}
