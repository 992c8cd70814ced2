import { type NestExpressApplication } from '@nestjs/platform-express';
import { json } from 'express';

/** Largest request body where a service names none, in bytes. */
export const defaultBodyLimit = 64 * 1024;

const maxDepth = 32;
const quote = 0x22;
const backslash = 0x5c;

/** Deepest nesting of arrays and objects in JSON text, without parsing it. */
export function jsonDepth(text: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (inString) {
      if (byte === backslash) i++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}

/** JSON bodies only, bounded in size and in depth: what walks a parsed body recursively must not run out of stack. */
export function useJsonBody(app: NestExpressApplication, limit = defaultBodyLimit): void {
  app.use(
    json({
      limit,
      verify: (_request, _response, body) => {
        if (jsonDepth(body) > maxDepth) {
          throw Object.assign(new Error('the body is nested too deeply'), { status: 400, expose: true });
        }
      },
    }),
  );
}
