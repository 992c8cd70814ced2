import {
  type ArgumentMetadata,
  HttpException,
  StandardSchemaValidationPipe,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { reservedNames } from '../input/reserved-names';
import { NotJson, sendJson } from '../json-body';
import { type Problem, problemTypePrefix } from './problem';

type Issue = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']>
>[0][number];

function pointer(path: readonly PropertyKey[]): string {
  const escaped = path.map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')));
  return ['#', ...escaped].join('/');
}

type Fault = NonNullable<Problem['errors']>[number];

const unknownField = 'is not a known field';

function faultAt(path: readonly PropertyKey[], message: string): Fault {
  const name = path.length === 0 ? 'The value' : `\`${path.map(String).join('.')}\``;
  // A sentence, unless the schema says one itself.
  const detail = /^\p{Ll}/u.test(message) ? `${name} ${message}${message.endsWith('.') ? '' : '.'}` : message;
  return { pointer: pointer(path), detail };
}

function faultsOf(issue: Issue): Fault[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  // Zod names unknown fields in one issue at their parent.
  const { keys } = issue as { keys?: unknown };
  if (Array.isArray(keys)) return keys.map((key) => faultAt([...path, String(key)], unknownField));
  return [faultAt(path, issue.message)];
}

function invalidInput(faults: readonly Fault[]): HttpException {
  const problem: Problem = {
    type: `${problemTypePrefix}invalid_input`,
    title: 'The request is not valid',
    status: 400,
    errors: faults.slice(0, 100),
  };
  return new HttpException(problem, 400);
}

/** Parses what a parameter declares with `schema`; a fault is a 400 problem that names every field. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => invalidInput(issues.flatMap(faultsOf)) });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.type === 'body' && value instanceof NotJson) {
      if (metadata.schema) throw new UnsupportedMediaTypeException(sendJson);
      return undefined as T;
    }
    const reserved = metadata.type === 'custom' ? [] : reservedNames(value).map((path) => faultAt(path, unknownField));
    if (reserved.length === 0) return super.transform(value, metadata);
    const { issues = [] } = metadata.schema ? await this.validate(value, metadata.schema) : {};
    const others = issues
      .flatMap(faultsOf)
      .filter(({ pointer }) => reserved.every((fault) => fault.pointer !== pointer));
    throw invalidInput([...reserved, ...others]);
  }
}
