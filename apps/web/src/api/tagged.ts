import { type Answer, answered } from './errors';

/** What was read, and the entity tag that a change of it is based on. */
export interface Tagged<T> {
  readonly value: T;
  readonly etag: string;
}

/** Throws as `answered` does. */
export async function tagged<T>(request: Promise<Answer<T>>): Promise<Tagged<T>> {
  const { data, response } = await answered(request);
  // A proxy that compresses makes the tag a weak one, which matches nothing (RFC 9110 §13.1.1).
  return { value: data, etag: (response.headers.get('ETag') ?? '').replace(/^W\//, '') };
}

/** The header of a change. */
export function ifMatch({ etag }: Tagged<unknown>): { 'If-Match': string } {
  return { 'If-Match': etag };
}
