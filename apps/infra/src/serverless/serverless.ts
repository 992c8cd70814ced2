import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { audiencesOf, trustOf } from '../services/trust';
import { type Site, type System } from '../system';
import { webOrigins } from '../web/origins';
import { pageBefore } from '../web/page';
import { authorizerFunction, serviceFunction } from './functions';
import { GuardedRoutesStack } from './guarded-routes-stack';
import { HttpApiStack } from './http-api-stack';
import { RestApiStack } from './rest-api-stack';

/** The services as functions behind an API of API Gateway; with `elsewhere`, they trust what runs there already. */
export function serverless(system: System, elsewhere?: Site): Site {
  const { stage, app, id, props, cognito, waf } = system;
  const services = [...system.services].filter(([card]) => !(elsewhere && card.authorizationServer));
  const trustAt = (stack: Stack, origin: string) => {
    new CfnOutput(stack, 'Origin', { value: origin });
    if (elsewhere) return elsewhere.trust;
    return trustOf(stage, origin, system.services.keys(), cognito?.issuerOf(stack, webOrigins(stage, origin)));
  };

  if (stage.serverless.api === 'rest') {
    const rest = new RestApiStack(app, id('rest-api'), props);
    const page = elsewhere ? undefined : pageBefore(rest, system, rest.door);
    const trust = trustAt(rest, page?.origin ?? rest.origin);
    const isGuarded = services.some(([, routes]) => routes.some(({ guarded }) => guarded));
    const made = () =>
      stage.serverless.authorizer === 'cognito' && cognito
        ? rest.cognitoAuthorizer(cognito.userPool)
        : rest.lambdaAuthorizer(authorizerFunction(rest, system, trust));
    const authorizer = isGuarded ? made() : undefined;
    for (const [card, routes] of services) rest.add(serviceFunction(rest, system, card, trust), routes, authorizer);
    if (elsewhere) rest.addStackDependency(elsewhere.stack);
    if (!page) waf?.protect('RestApi', rest.stageArn);
    watchRestApi(system, rest);
    return elsewhere ?? { trust, stack: rest, page };
  }

  const open = new HttpApiStack(app, id('http-api'), props);
  const page = elsewhere ? undefined : pageBefore(open, system, open.door);
  const trust = trustAt(open, page?.origin ?? open.origin);
  const guarded = new GuardedRoutesStack(app, id('http-api-routes'), {
    ...props,
    apiId: open.api.apiId,
    issuer: trust.issuer,
    audiences: audiencesOf(trust, system.services.keys()),
  });
  guarded.addStackDependency(open);
  if (elsewhere) guarded.addStackDependency(elsewhere.stack);
  for (const [card, routes] of services) {
    // An issuer has to answer before the JWT authorizer is made.
    const goesFirst = card.authorizationServer === true;
    const target = serviceFunction(goesFirst ? open : guarded, system, card, trust);
    if (goesFirst) open.open(card.name, target, routes);
    guarded.add(card.name, target, goesFirst ? routes.filter((route) => route.guarded) : routes);
  }
  watchHttpApi(system, open);
  return elsewhere ?? { trust, stack: open, page };
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
