import { cookieVariables, dpopVariables, issuerVariables, wholeNumber } from '@gatehouse/service';
import { type z } from 'zod';

/** The parsed variables of a folder, for `ConfigService<…, true>`. */
export type Parsed<Variables extends z.ZodRawShape> = z.infer<z.ZodObject<Variables>>;

/** Who issues the tokens, and for whom. */
export const issuerEnvironment = {
  // No AUTH_TRUSTED_ISSUERS: another issuer's subject may be spelled like the id of one of our users.
  ...issuerVariables,
  ...dpopVariables,
  ...cookieVariables,
};
export type IssuerEnvironment = Parsed<typeof issuerEnvironment>;

/** A whole number; `unit` is for the error message. */
export function count(least: number, most: number, unit = 'a whole number') {
  return wholeNumber(least, most, unit);
}
