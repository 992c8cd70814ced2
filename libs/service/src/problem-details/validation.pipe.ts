import { HttpException, StandardSchemaValidationPipe } from '@nestjs/common';
import { type Problem, problemTypePrefix } from './problem';

type Issue = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']>
>[0][number];

function pointer(path: readonly PropertyKey[]): string {
  const escaped = path.map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')));
  return ['#', ...escaped].join('/');
}

function entries(issue: Issue): { pointer: string; detail: string }[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  // Zod names unknown fields in one issue at their parent.
  const { keys } = issue as { keys?: unknown };
  if (Array.isArray(keys)) {
    return keys.map((key) => ({ pointer: pointer([...path, String(key)]), detail: 'is not a known field' }));
  }
  return [{ pointer: pointer(path), detail: issue.message }];
}

/** Parses what a parameter declares with `schema`; a fault is a 400 problem that names every field. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) =>
        new HttpException(
          {
            type: `${problemTypePrefix}invalid_input`,
            title: 'The request is not valid',
            status: 400,
            errors: issues.flatMap(entries).slice(0, 100),
          } satisfies Problem,
          400,
        ),
    });
  }
}
