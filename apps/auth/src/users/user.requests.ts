import { roleName } from '@gatehouse/authorization';
import { pageLimit } from '@gatehouse/service';
import { z } from 'zod';
import { newPassword, presentedPassword } from '../passwords/password-rules';
import { InvalidSignUpKeyError } from './user.errors';
import { canonicalPrefix, canonicalUsername, username } from './username';

const longestName = 100;
const longestEmail = 254;

// Neither control characters nor what turns the direction of the text around it.
const printable = /^[^\p{C}\u2028\u2029]*$/u;
const blank = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

/** The name of a person or a client, as it is shown to people. */
export const printableName = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => !blank.test(text) && [...text].length <= longestName && printable.test(text), {
    error: `must be 1 to ${longestName} characters without control characters`,
  });

const email = z.email({ error: 'must be an e-mail address' }).max(longestEmail, {
  error: `must have at most ${longestEmail} characters`,
});

/** Sign-up. Unknown fields, such as `roles`, are refused. */
export const signUpRequest = z.strictObject({
  username,
  password: newPassword,
  name: printableName,
  email: email.optional(),
});
export type SignUpRequest = z.infer<typeof signUpRequest>;

/**
 * Checks `Idempotency-Key` of a sign-up. A short one could be guessed; two headers, which Node joins with a comma, are
 * rejected. Throws `InvalidSignUpKeyError`.
 */
export function signUpKeyOf(header: string | undefined): string | undefined {
  if (header === undefined || /^[\x21-\x2b\x2d-\x7e]{16,255}$/.test(header)) return header;
  throw new InvalidSignUpKeyError();
}

export const loginRequest = z.strictObject({
  username: z.string().min(1).max(256),
  // No more is read: longer than any password that there can be, and bounded before any work.
  password: z.string().min(1).max(1024),
  /** RFC 6749 §3.3. Scopes that the user cannot have, and unknown ones, are dropped. */
  scope: z
    .string()
    .max(4096)
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be scopes with single spaces between')
    .optional(),
});
export type LoginRequest = z.infer<typeof loginRequest>;

export const changeProfileRequest = z
  .strictObject({ name: printableName.optional(), email: email.nullable().optional() })
  .refine((changes) => Object.keys(changes).length > 0, { error: 'must change something' });
export type ChangeProfileRequest = z.infer<typeof changeProfileRequest>;

export const changePasswordRequest = z
  .strictObject({ currentPassword: presentedPassword, newPassword })
  .refine(({ currentPassword, newPassword }) => currentPassword !== newPassword, {
    path: ['newPassword'],
    error: 'must not be the current one',
  });
export type ChangePasswordRequest = z.infer<typeof changePasswordRequest>;

export const setRolesRequest = z.strictObject({ roles: z.array(roleName).min(1).max(64) });
export type SetRolesRequest = z.infer<typeof setRolesRequest>;

export const listUsersQuery = z
  .strictObject({
    limit: pageLimit(),
    cursor: z
      .string()
      .max(1024)
      .transform((cursor) => Buffer.from(cursor, 'base64url').toString())
      .refine((after) => canonicalUsername(after) === after, { error: 'is not a cursor' })
      .optional(),
    search: z
      .string()
      .max(256, 'must have at most 256 characters')
      // Not said: everyone. What no username begins with: no one.
      .transform((text) => (text.trim() === '' ? undefined : (canonicalPrefix(text.trim()) ?? null)))
      .optional()
      .meta({ description: 'What usernames begin with, whatever its case and Unicode form.' }),
  })
  .refine(({ cursor, search }) => cursor === undefined || search === undefined || cursor.startsWith(search ?? cursor), {
    path: ['cursor'],
    error: 'is not a cursor of this search',
  });
export type ListUsersQuery = z.infer<typeof listUsersQuery>;

export const setDisabledRequest = z.strictObject({ disabled: z.boolean('must be true or false') });
export type SetDisabledRequest = z.infer<typeof setDisabledRequest>;

export const userId = z.uuid();
