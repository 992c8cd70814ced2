import { type operations } from '../api/auth.types';

export type Profile = operations['ProfileController_profile']['responses'][200]['content']['application/json'];

export const profileKey = ['profile'] as const;
