import { type Stack } from 'aws-cdk-lib';
import { type Trust, trustOf } from '../services/trust';
import { type System } from '../system';
import { authFunction, authorizerFunction, messagesFunction } from './functions';
import { GuardedRoutesStack } from './guarded-routes-stack';
import { HttpApiStack } from './http-api-stack';
import { RestApiStack } from './rest-api-stack';

/** Where an authorization server of ours runs already, and the stack that has to be there before its keys are asked for. */
export interface Issuer {
  readonly trust: Trust;
  readonly stack: Stack;
}

/** The services as functions behind an API of API Gateway. */
export function serverless(system: System, issuer?: Issuer): void {
  const { stage, app, id, props, exposed } = system;
  const routes = (name: 'auth' | 'messages') => exposed.get(name) ?? [];
  const deploysAuth = stage.identity === 'gatehouse' && issuer === undefined;

  if (stage.serverless.api === 'rest') {
    const rest = new RestApiStack(app, id('rest-api'), props);
    const trust = issuer?.trust ?? trustOf(stage, rest.origin, system.cognito?.trust);
    const authorizer =
      stage.serverless.authorizer === 'cognito' && system.cognito
        ? rest.cognitoAuthorizer(system.cognito.userPool)
        : rest.lambdaAuthorizer(authorizerFunction(rest, system, trust));
    if (deploysAuth) rest.add(authFunction(rest, system, trust), routes('auth'), authorizer);
    rest.add(messagesFunction(rest, system, trust), routes('messages'), authorizer);
    if (issuer) rest.addStackDependency(issuer.stack);
    system.waf?.protect('RestApi', rest.stageArn);
    watchRestApi(system, rest);
    return;
  }

  const open = new HttpApiStack(app, id('http-api'), props);
  const trust = issuer?.trust ?? trustOf(stage, open.origin, system.cognito?.trust);
  const guarded = new GuardedRoutesStack(app, id('http-api-routes'), { ...props, apiId: open.api.apiId, trust });
  guarded.addStackDependency(open);
  if (issuer) guarded.addStackDependency(issuer.stack);
  if (deploysAuth) {
    const auth = authFunction(open, system, trust);
    open.open('auth', auth, routes('auth'));
    guarded.add(
      'auth',
      auth,
      routes('auth').filter((route) => route.guarded),
    );
  }
  guarded.add('messages', messagesFunction(guarded, system, trust), routes('messages'));
  watchHttpApi(system, open);
}

function watchHttpApi({ observability, stage }: System, { api, accessLog }: HttpApiStack): void {
  observability.watch('HTTP API: 5xx, %', observability.errorRate(api.metricServerError(), api.metricCount()), 1);
  observability.watch('HTTP API: p99, ms', api.metricLatency({ statistic: 'p99' }), stage.alarms.latencyMs);
  observability.watchRefusals('http-api', accessLog, '$.status');
}

function watchRestApi({ observability, stage }: System, { api, accessLog }: RestApiStack): void {
  observability.watch('REST API: 5xx, %', observability.errorRate(api.metricServerError(), api.metricCount()), 1);
  observability.watch('REST API: p99, ms', api.metricLatency({ statistic: 'p99' }), stage.alarms.latencyMs);
  observability.watchRefusals('rest-api', accessLog, '$.status');
}
