import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents a change that needs the ETag of what it is based on. */
export function NeedsIfMatch(): MethodDecorator {
  return applyDecorators(
    ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the definitions as they were read.' }),
    ApiResponse({ status: 412, description: 'The definitions were changed since they were read.' }),
    ApiResponse({ status: 428, description: 'If-Match is missing.' }),
  );
}
