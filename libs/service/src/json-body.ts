import { isUtf8 } from 'node:buffer';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type Response } from 'express';

/** Largest request body where a service names none, in bytes. */
export const defaultBodyLimit = 64 * 1024;

/** What a route says that takes JSON where something else was sent. */
export const sendJson = 'Send the body as JSON in UTF-8, with the header Content-Type: application/json.';

/** In place of a body that was not parsed because it does not say that it is JSON. Has no members. */
export class NotJson {}

const notJson = Object.freeze(new NotJson());
const withBody = new Set(['POST', 'PUT', 'PATCH']);
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

function isJson({ headers }: Request): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

/** JSON bodies in UTF-8 only, bounded in size and in depth: what walks a parsed body recursively must not run out of stack. */
export function useJsonBody(app: NestExpressApplication, limit = defaultBodyLimit): void {
  const parse = json({
    limit,
    verify: (_request, _response, body, encoding) => {
      // RFC 8259 §8.1. In another encoding the bytes that are counted would not be the characters that are parsed.
      if (encoding !== 'utf-8') throw new UnsupportedMediaTypeException(sendJson);
      if (!isUtf8(body)) throw new BadRequestException('the body is not UTF-8');
      if (jsonDepth(body) > maxDepth) throw new BadRequestException('the body is nested too deeply');
    },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    parse(request, response, (error?: unknown) => {
      const { type } = (error ?? {}) as { type?: unknown };
      // The parser's own message quotes the body, which may hold a password.
      if (type === 'entity.parse.failed') return next(new BadRequestException('the body is not JSON'));
      if (type === 'charset.unsupported') return next(new UnsupportedMediaTypeException(sendJson));
      // Whether a route takes JSON is known only there, behind its guards.
      if (withBody.has(request.method) && request.body === undefined && !isJson(request)) request.body = notJson;
      next(error);
    });
  });
}
