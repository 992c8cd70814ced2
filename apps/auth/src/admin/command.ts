import { type INestApplicationContext } from '@nestjs/common';

/** What the operator typed does not make a command. */
export class AdminError extends Error {}

/** One command: what it answers is printed. */
export type Command = (app: INestApplicationContext, words: string[]) => Promise<unknown>;
