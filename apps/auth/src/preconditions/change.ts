import { principalOf } from '@gatehouse/auth';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Request } from 'express';
import { requestContext } from '../request-context/current-request';
import { type RequestContext } from '../request-context/request-context';
import { IfMatchRequiredError } from './preconditions.errors';

/** Actor of the audit trail: an operator at the command line. */
export const operator = 'operator';

/** Who changes something, on what basis, and where the request comes from. */
export interface Change {
  /** Id of an administrator, or null for the operator at the command line. */
  readonly actorId: string | null;
  /** The entity tag of what the change is based on; undefined: whichever is current. */
  readonly ifMatch?: string | undefined;
  readonly context: RequestContext;
}

/** The change that a request asks for. `If-Match` is required unless it is said to be optional. */
export const CurrentChange: (ifMatch?: 'optional') => ParameterDecorator = createParamDecorator(
  (ifMatch: 'optional' | undefined, context: ExecutionContext): Change => {
    const request = context.switchToHttp().getRequest<Request>();
    const given = request.get('if-match')?.trim();
    if (given === undefined && ifMatch !== 'optional') throw new IfMatchRequiredError();
    // The guards let in whom they could name.
    return { actorId: principalOf(request)?.subject ?? '', ifMatch: given, context: requestContext(request) };
  },
);
