import {
  authorizerContextOf,
  described,
  describedCause,
  FirstOfAKind,
  gatewayPath,
  InvalidRequestError,
  InvalidTokenError,
  permits,
  prefixBefore,
  type Principal,
  type RouteDemand,
  withoutPrefix,
} from '@gatehouse/access-token';
import { type Question, questionOf, type SimpleEvent } from './authorizer-event';
import { Policies, type Statement } from './policy';
import { RouteTable } from './route-table';

/** Says who a token speaks for. Throws an InvalidTokenError for a token that proves nothing, anything else for an outage. */
export interface TokenCheck {
  verify(token: string): Promise<Principal>;
}

export type Authorizer = (event: unknown) => Promise<object>;

/** What the routes do not say. */
export interface AuthorizerSettings {
  /** What a domain's mapping puts before the services' paths where the event does not say so, such as `/v1`. */
  readonly pathPrefix?: string | undefined;
  /** True: public routes of the API have this authorizer, too, so that policies list them. */
  readonly guardsPublicRoutes?: boolean | undefined;
  /** The scopes that `$connect` of a WebSocket API demands, all of them. Undefined: `$connect` is not answered. */
  readonly connectScopes?: readonly string[] | undefined;
  /** Is given the first refusal of a kind within a minute, with its reason and never with the token. */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * Makes the handler of API Gateway's Lambda authorizers: REST APIs (TOKEN and REQUEST), HTTP APIs with payload format 1.0 and `$connect`
 * of WebSocket APIs get an IAM policy, HTTP APIs with payload format 2.0 the simple response. Refusing is `Unauthorized` or `isAuthorized: false`; where nothing can be said of a token, such
 * as without the issuer's keys, the handler rejects, which API Gateway answers with a 500.
 */
export function createAuthorizer(
  check: TokenCheck,
  routes: readonly RouteDemand[],
  settings: AuthorizerSettings = {},
): Authorizer {
  const table = new RouteTable(routes);
  const ofGuarded = new Policies(table);
  let known: Policies | undefined;
  const ofAll = (): Policies => (known ??= new Policies(table, true));
  if (settings.guardsPublicRoutes) ofAll();
  const first = new FirstOfAKind();
  const log = (kind: string, line: string): void => {
    if (settings.log !== undefined && first.take(kind) !== undefined) settings.log(line);
  };

  return async (event) => {
    const question = questionOf(event);
    const connectScopes = question.kind === 'connect' ? scopesOfConnect(settings) : [];
    const principal = await principalOf(question, check, log);
    if (question.kind === 'simple') {
      if (principal === undefined) return { isAuthorized: false };
      const isAuthorized = isPermitted(question.event, principal, table, settings.pathPrefix);
      if (!isAuthorized) log('route', `${question.event.routeKey} refused: ${heldBy(principal)}`);
      return { isAuthorized, context: authorizerContextOf(principal) };
    }
    // Exactly this text: API Gateway answers it with a 401, and any other with a 500.
    if (principal === undefined) throw new Error('Unauthorized');
    if (question.kind === 'connect') return connectResponse(principal, question.methodArn, connectScopes);
    const { base, method, path } = requestOf(question.methodArn);
    // Who asks about a public route gave it this authorizer. What is kept for a guarded one lacks it without the setting.
    const isPublic = table.find(method, path)?.public === true;
    const policies = settings.guardsPublicRoutes || isPublic ? ofAll() : ofGuarded;
    return policyResponse(principal, base, policies.statementsFor(principal));
  };
}

function heldBy({ scopes, roles }: Principal): string {
  return `the token has the scopes ${described([...scopes])} and the roles ${described([...roles])}`;
}

async function principalOf(
  question: Question,
  check: TokenCheck,
  log: (kind: string, line: string) => void,
): Promise<Principal | undefined> {
  try {
    const token = question.credential();
    return token === undefined ? undefined : await check.verify(token);
  } catch (error) {
    if (error instanceof InvalidTokenError || error instanceof InvalidRequestError) {
      const reason = error instanceof InvalidTokenError ? error.reason : error.code;
      log(reason, `token refused: ${error.code} (${reason}): ${describedCause(error)}`);
      return undefined;
    }
    throw error;
  }
}

/** The parts of `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`; a mapping is no part of it. */
function requestOf(methodArn: string): { base: string; method: string; path: string } {
  const [, base, method = '', path = '/'] =
    /^(arn:[^:]+:execute-api:[^:]*:[^:]*:[^/]+\/[^/]+\/)([^/]*)(\/.*)?$/s.exec(methodArn) ?? [];
  if (base === undefined) throw new Error('methodArn is not one of API Gateway');
  return { base, method, path };
}

function policyResponse(principal: Principal, base: string, statements: readonly Statement[]): object {
  const written = statements.map(({ effect, resources }) => ({
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
    policyDocument: { Version: '2012-10-17', Statement: written.length > 0 ? written : [nothing] },
    context: authorizerContextOf(principal),
  };
}

function scopesOfConnect({ connectScopes }: AuthorizerSettings): readonly string[] {
  if (connectScopes?.length) return connectScopes;
  throw new Error('$connect of a WebSocket API is not answered: CONNECT_SCOPES has to name the scopes that it demands');
}

/** In bytes: API Gateway takes no longer answer for a WebSocket API. */
const longestConnectAnswer = 8192;

function connectResponse(principal: Principal, methodArn: string, scopes: readonly string[]): object {
  const { base, method, path } = requestOf(methodArn);
  if (method !== '$connect' || path !== '/') throw new Error('of a WebSocket API only $connect has an authorizer');
  const isAllowed = scopes.every((scope) => principal.scopes.has(scope));
  const statement = { effect: isAllowed ? ('Allow' as const) : ('Deny' as const), resources: ['$connect'] };
  const answer = policyResponse(principal, base, [statement]);
  if (Buffer.byteLength(JSON.stringify(answer)) > longestConnectAnswer) {
    throw new Error('The claims of the token are too long for a WebSocket API, which takes 8 KB: issue fewer of them');
  }
  return answer;
}

/** Reads the path as the service's own handler does: the route that the gateway matched tells what stands before it. */
function pathOf({ routeKey, rawPath, pathParameters, requestContext }: SimpleEvent, pathPrefix?: string): string {
  const template = routeKey.split(' ', 2)[1];
  const { stage, domainName } = requestContext;
  // A named stage is part of the path of API Gateway's own domains, and of no other.
  const hasStage = stage !== '$default' && (!domainName || domainName.includes('.execute-api.'));
  const prefix =
    template === undefined
      ? hasStage
        ? `/${stage}`
        : undefined
      : prefixBefore(rawPath, template, pathParameters ?? undefined);
  return withoutPrefix(withoutPrefix(rawPath, prefix), pathPrefix);
}

function isPermitted(event: SimpleEvent, principal: Principal, table: RouteTable, pathPrefix?: string): boolean {
  const route = table.find(event.requestContext.http.method, pathOf(event, pathPrefix));
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
