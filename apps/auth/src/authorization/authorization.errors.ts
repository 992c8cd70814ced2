import { RegistryBusyError, RegistryError, type RegistryFaultKind } from '@gatehouse/authorization';
import { type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../auth.error';

export type AuthorizationProblemCode =
  | 'api_not_found'
  | 'role_not_found'
  | 'unknown_role'
  | 'registry_invalid'
  | 'registry_conflict'
  | 'scope_widened'
  | 'registry_changed';

export const authorizationProblems: ProblemMap<AuthorizationProblemCode> = {
  api_not_found: { status: 404, title: 'There is no such API' },
  role_not_found: { status: 404, title: 'There is no such role' },
  unknown_role: { status: 400, title: 'A role does not exist' },
  registry_invalid: { status: 400, title: 'The definition is not valid' },
  registry_conflict: { status: 409, title: 'The change conflicts with other definitions' },
  scope_widened: { status: 409, title: 'The change widens a scope' },
  registry_changed: { status: 412, title: 'The definitions were changed since they were read' },
};

export class ApiNotFoundError extends AuthError<AuthorizationProblemCode> {
  constructor() {
    super('api_not_found', 'List the APIs to see their names.');
  }
}

export class RoleNotFoundError extends AuthError<AuthorizationProblemCode> {
  constructor() {
    super('role_not_found', 'List the roles to see their names.');
  }
}

export class UnknownRoleError extends AuthError<AuthorizationProblemCode> {
  constructor(unknown: readonly string[], known: readonly string[]) {
    const detail = `The roles are: ${known.join(', ')}.`;
    const which = unknown.length === 1 ? 'There is no role' : 'There are no roles';
    super('unknown_role', `${which} ${unknown.join(', ')}. ${detail}`, {
      errors: unknown.map((role) => ({ pointer: '#/roles', detail: `${role} is not a role` })),
    });
  }
}

export class RegistryChangedError extends AuthError<AuthorizationProblemCode> {
  constructor() {
    super('registry_changed', 'Read the definitions again and repeat the change.');
  }
}

const codes: Record<RegistryFaultKind, AuthorizationProblemCode> = {
  invalid: 'registry_invalid',
  conflict: 'registry_conflict',
  widening: 'scope_widened',
};

const hints: Record<RegistryFaultKind, string> = {
  invalid: '',
  conflict: '',
  widening: ' Repeat the request with allowWidening=true if this is intended.',
};

export class RegistryRefusedError extends AuthError<AuthorizationProblemCode> {
  constructor({ kind, faults }: Pick<RegistryError, 'kind' | 'faults'>) {
    super(codes[kind], `${faults.join(' ')}${hints[kind]}`, {
      errors: faults.map((detail) => ({ pointer: '#', detail })),
    });
  }
}

/** A rejected change as a domain error; other errors stay as they are. */
export function domainErrorOf(error: unknown): unknown {
  if (error instanceof RegistryError) return new RegistryRefusedError(error);
  return error instanceof RegistryBusyError ? new RegistryChangedError() : error;
}
