import { z } from 'zod';

export const loginRequest = z.strictObject({
  username: z.string().min(1).max(256),
  // No more is read: longer than any password that there can be, and bounded before any work.
  password: z.string().min(1).max(1024),
});
export type LoginRequest = z.infer<typeof loginRequest>;
