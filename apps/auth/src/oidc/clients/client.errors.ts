import { type Problem, type ProblemMap } from '@gatehouse/service';
import { AuthError } from '../../auth.error';

export type ClientProblemCode = 'client_not_found' | 'client_refused' | 'client_changed';

export const clientProblems: ProblemMap<ClientProblemCode> = {
  client_not_found: { status: 404, title: 'There is no such client' },
  client_changed: { status: 409, title: 'The client was changed by somebody else' },
  client_refused: { status: 400, title: 'The client is not valid' },
};

export class ClientNotFoundError extends AuthError<ClientProblemCode> {
  constructor() {
    super('client_not_found', 'There is no such client in the store.');
  }
}

export class ClientChangedError extends AuthError<ClientProblemCode> {
  constructor() {
    super('client_changed', 'The client was changed or removed meanwhile. Read it again and repeat the change.');
  }
}

export class ClientRefusedError extends AuthError<ClientProblemCode> {
  constructor(reason: string, errors?: Problem['errors']) {
    super('client_refused', reason, { ...(errors && { errors }) });
  }
}
