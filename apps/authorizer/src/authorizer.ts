import {
  authorizerContextOf,
  gatewayPath,
  InvalidRequestError,
  InvalidTokenError,
  permits,
  type Principal,
  type RouteDemand,
} from '@gatehouse/access-token';
import { type Question, questionOf, type SimpleEvent } from './authorizer-event';
import { Policies } from './policy';
import { RouteTable } from './route-table';

/** Says who a token speaks for. Throws an InvalidTokenError for a token that proves nothing, anything else for an outage. */
export interface TokenCheck {
  verify(token: string): Promise<Principal>;
}

export type Authorizer = (event: unknown) => Promise<object>;

/**
 * Makes the handler of API Gateway's Lambda authorizers: REST APIs (TOKEN and REQUEST) and HTTP APIs with payload format 1.0 get an
 * IAM policy, HTTP APIs with payload format 2.0 the simple response. Refusing is `Unauthorized` or `isAuthorized: false`; where nothing can be said of a token, such
 * as without the issuer's keys, the handler rejects, which API Gateway answers with a 500.
 */
export function createAuthorizer(check: TokenCheck, routes: readonly RouteDemand[]): Authorizer {
  const table = new RouteTable(routes);
  const policies = new Policies(table);

  return async (event) => {
    const question = questionOf(event);
    const principal = await principalOf(question, check);
    if (question.kind === 'simple') {
      if (principal === undefined) return { isAuthorized: false };
      return { isAuthorized: isPermitted(question.event, principal, table), context: authorizerContextOf(principal) };
    }
    // Exactly this text: API Gateway answers it with a 401, and any other with a 500.
    if (principal === undefined) throw new Error('Unauthorized');
    return policyResponse(principal, question.methodArn, policies);
  };
}

async function principalOf(question: Question, check: TokenCheck): Promise<Principal | undefined> {
  try {
    const token = question.credential();
    return token === undefined ? undefined : await check.verify(token);
  } catch (error) {
    if (error instanceof InvalidTokenError || error instanceof InvalidRequestError) return undefined;
    throw error;
  }
}

function policyResponse(principal: Principal, methodArn: string, policies: Policies): object {
  // arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH
  const base = /^arn:[^:]+:execute-api:[^:]*:[^:]*:[^/]+\/[^/]+\//.exec(methodArn)?.[0];
  if (base === undefined) throw new Error('methodArn is not one of API Gateway');
  const statements = policies.statementsFor(principal).map(({ effect, resources }) => ({
    Action: 'execute-api:Invoke',
    Effect: effect,
    Resource: resources.map((resource) => `${base}${resource}`),
    // A cached policy does not outlive the token.
    ...(effect === 'Allow' && {
      Condition: { DateLessThan: { 'aws:CurrentTime': new Date(principal.expiresAt * 1000).toISOString() } },
    }),
  }));
  const nothing = { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: [`${base}*`] };
  return {
    principalId: principal.subject,
    policyDocument: { Version: '2012-10-17', Statement: statements.length > 0 ? statements : [nothing] },
    context: authorizerContextOf(principal),
  };
}

function isPermitted(event: SimpleEvent, principal: Principal, table: RouteTable): boolean {
  const { stage, http } = event.requestContext;
  const prefix = `/${stage}`;
  const path =
    stage !== '$default' && event.rawPath.startsWith(`${prefix}/`) ? event.rawPath.slice(prefix.length) : event.rawPath;
  const route = table.find(http.method, path);
  if (!isCachedPerRoute(event, route)) {
    // One answer for all routes would be kept under the token: some of them would be opened, or others closed.
    throw new Error(
      `API Gateway would keep this answer (${event.routeKey}) for other routes: add $context.routeKey to the identity sources ` +
        'where each route is one of the API, else $context.httpMethod and $context.path; or use payload format 1.0',
    );
  }
  return route !== undefined && permits(route, principal);
}

/** API Gateway keeps a simple response under the values of the identity sources; without any it keeps none. */
function isCachedPerRoute(
  { identitySource, routeKey, requestContext: { http } }: SimpleEvent,
  route: RouteDemand | undefined,
): boolean {
  if (!identitySource?.length) return true;
  if (identitySource.includes(http.path) && identitySource.includes(http.method)) return true;
  const key = route && `${http.method} ${gatewayPath(route.path)}`;
  return identitySource.includes(routeKey) && (route === undefined || routeKey === key);
}
