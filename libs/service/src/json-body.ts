import { isUtf8 } from 'node:buffer';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type Response } from 'express';

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

/** JSON bodies in UTF-8 only, bounded in size and in depth: what walks a parsed body recursively must not run out of stack. */
export function useJsonBody(app: NestExpressApplication, limit = defaultBodyLimit): void {
  const parse = json({
    limit,
    verify: (_request, _response, body, encoding) => {
      // RFC 8259 §8.1. In another encoding the bytes that are counted would not be the characters that are parsed.
      if (encoding !== 'utf-8') throw new UnsupportedMediaTypeException('send the body as UTF-8');
      if (!isUtf8(body)) throw new BadRequestException('the body is not UTF-8');
      if (jsonDepth(body) > maxDepth) throw new BadRequestException('the body is nested too deeply');
    },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    parse(request, response, (error?: unknown) => {
      // The parser's own message quotes the body, which may hold a password.
      const isNotJson = (error as { type?: unknown } | undefined)?.type === 'entity.parse.failed';
      next(isNotJson ? new BadRequestException('the body is not JSON') : error);
    });
  });
}
