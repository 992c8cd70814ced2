import { z } from 'zod';
import { messageText } from './text';

/** The body of `POST /messages` and of `PATCH /messages/:id`. */
export const writeMessageRequest = z.strictObject({ text: messageText });
export type WriteMessageRequest = z.infer<typeof writeMessageRequest>;
