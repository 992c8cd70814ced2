import { z } from 'zod';

// Before the first schema is made: a function checks little, and each schema that zod compiles costs a cold start a millisecond.
z.config({ jitless: true });
