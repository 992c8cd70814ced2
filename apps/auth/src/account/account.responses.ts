import { z } from 'zod';

export const newPasswordResponse = z.object({
  username: z.string(),
  password: z.string().meta({ description: 'It is not shown again.' }),
});
export type NewPasswordResponse = z.infer<typeof newPasswordResponse>;
