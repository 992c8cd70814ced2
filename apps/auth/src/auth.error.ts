import { DomainError } from '@gatehouse/service';
import { type problems } from './problems';

/** A domain error of this service. A code without an entry in `problems` does not compile. */
export abstract class AuthError<Code extends keyof typeof problems> extends DomainError<Code> {}
