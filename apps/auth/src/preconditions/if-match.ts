import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** The ETag of a version. */
export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/** Documents the ETag of an answer. */
export const etagHeader = { ETag: { description: 'For If-Match.', schema: { type: 'string' } } } as const;

/** Documents a change that needs the ETag of what it is based on. RFC 9110 §13.1.1: the comparison is strong, and `*` matches nothing here. */
export function NeedsIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of what the change is based on.' }),
    ApiResponse({ status: 412, description: 'It was changed since it was read.' }),
    ApiResponse({ status: 428, description: 'If-Match is missing.' }),
  );
}

/** Documents a change that honours the ETag of what it is based on. */
export function TakesIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({ name: 'If-Match', required: false, description: 'The ETag of what the change is based on.' }),
    ApiResponse({ status: 412, description: 'It was changed since it was read.' }),
  );
}
