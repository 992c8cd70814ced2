import { type ProblemMap } from '@gatehouse/service';
import { authorizationProblems } from './authorization/authorization.errors';
import { firstPartyProblems } from './first-party/first-party.errors';
import { clientProblems } from './oidc/clients/client.errors';
import { passwordProblems } from './passwords/password.errors';
import { preconditionProblems } from './preconditions/preconditions.errors';
import { sessionProblems } from './sessions/sessions.service';
import { keyProblems } from './signing-keys/key-rotation.service';
import { throttlingProblems } from './throttling/throttling.errors';
import { userProblems } from './users/user.errors';

/** How every domain error of the service is told. `AuthError` takes no code that is not among these. */
export const problems = {
  ...authorizationProblems,
  ...clientProblems,
  ...firstPartyProblems,
  ...keyProblems,
  ...passwordProblems,
  ...preconditionProblems,
  ...sessionProblems,
  ...throttlingProblems,
  ...userProblems,
} satisfies ProblemMap<string>;
