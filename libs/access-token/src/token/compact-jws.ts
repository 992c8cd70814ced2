import { isUtf8 } from 'node:buffer';
import { LRUCache } from 'lru-cache';
import { InvalidTokenError } from '../errors';
import { parseStrictJsonObject } from './strict-json';

/** The largest token that is looked at, in characters; Node's own limit for all headers together is 16 KB. */
export const MAX_TOKEN_LENGTH = 8192;

/** The members of a JOSE header (RFC 7515 §4.1) that decide anything here. Every one is the sender's word. */
export interface JoseHeader {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly typ: string | undefined;
  /** All of them, deeply frozen. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** A JWS in compact serialization (RFC 7515 §7.1) whose form is proven and whose signature is not. */
export interface CompactJws {
  readonly header: JoseHeader;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signingInput: Buffer;
  readonly signature: Buffer;
}

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** By length modulo 4: the last characters whose unused bits are zero (RFC 4648 §3.5). */
const CANONICAL_LAST = [undefined, '', 'AQgw', 'AEIMQUYcgkosw048'] as const;

/** Headers that were read before, by their text. */
export type HeaderMemory = Pick<LRUCache<string, JoseHeader>, 'memo'>;

/** Remembers at most so many headers: a sender writes the same few on all its tokens. */
export function headerMemory(max: number): HeaderMemory {
  return new LRUCache<string, JoseHeader>({ max, memoMethod: (part) => parseHeader(decodeObject(part, 'header')) });
}

const headersOfIssuers = headerMemory(100);

/** Takes a token apart and refuses every form that two parsers could read differently. Throws an InvalidTokenError. */
export function parseCompactJws(
  token: string,
  maxLength = MAX_TOKEN_LENGTH,
  headers: HeaderMemory = headersOfIssuers,
): CompactJws {
  if (typeof token !== 'string') throw malformed('not a string');
  if (token.length > maxLength) throw new InvalidTokenError('too_large', `longer than ${maxLength} characters`);
  if (!COMPACT.test(token)) throw malformed('not three parts of base64url');
  const firstDot = token.indexOf('.');
  const secondDot = token.lastIndexOf('.');
  const header = headers.memo(token.slice(0, firstDot));
  const claims = decodeObject(token.slice(firstDot + 1, secondDot), 'payload');
  return {
    header,
    claims,
    signingInput: Buffer.from(token.slice(0, secondDot), 'latin1'),
    signature: decode(token.slice(secondDot + 1), 'signature'),
  };
}

function decode(part: string, name: string): Buffer {
  const canonical = CANONICAL_LAST[part.length & 3];
  if (canonical !== undefined && !canonical.includes(part.charAt(part.length - 1))) {
    throw malformed(`the ${name} is not canonical base64url`);
  }
  if ((part.length & 3) === 1) throw malformed(`the ${name} is not base64url`);
  return Buffer.from(part, 'base64url');
}

function decodeObject(part: string, name: string): Readonly<Record<string, unknown>> {
  const bytes = decode(part, name);
  if (!isUtf8(bytes)) throw malformed(`the ${name} is not UTF-8`);
  try {
    return parseStrictJsonObject(bytes.toString('utf8'));
  } catch (error) {
    throw malformed(`the ${name} is not strict JSON: ${error instanceof SyntaxError ? error.message : 'unreadable'}`);
  }
}

function parseHeader(header: Readonly<Record<string, unknown>>): JoseHeader {
  // RFC 7515 §4.1.11: an extension that is not understood must be refused, and none is. RFC 7797 §7: b64 is one.
  if (Object.hasOwn(header, 'crit')) throw new InvalidTokenError('critical_header', 'crit');
  if (Object.hasOwn(header, 'b64')) throw new InvalidTokenError('critical_header', 'b64');
  // RFC 7516 §9: `enc` makes it a JWE, and a JWS is never compressed.
  if (Object.hasOwn(header, 'enc') || Object.hasOwn(header, 'zip')) throw malformed('an encrypted or compressed token');
  const { alg, kid, typ, cty } = header;
  if (typeof alg !== 'string') throw malformed('alg is not a string');
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) throw malformed('kid is not a string');
  if (typ !== undefined && typeof typ !== 'string') throw malformed('typ is not a string');
  // RFC 7519 §5.2: cty says what is nested inside, and nothing may be.
  if (cty !== undefined && (typeof cty !== 'string' || cty.toLowerCase().endsWith('jwt'))) throw malformed('cty');
  return { alg, kid, typ, members: header };
}

function malformed(message: string): InvalidTokenError {
  return new InvalidTokenError('malformed', message);
}
