import { type ServiceCard } from '@gatehouse/service-card';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type Construct } from 'constructs';
import { environmentOf, environmentOfAuthorizer, tablesOf } from '../services/service';
import { type Trust } from '../services/trust';
import { type System } from '../system';
import { ServiceFunction } from './service-function';

/** A service as a function. */
export function serviceFunction(scope: Construct, system: System, card: ServiceCard, trust: Trust): ServiceFunction {
  const { stage, artifacts, data, keys } = system;
  const created = new ServiceFunction(scope, card.name, {
    stage,
    name: card.name,
    description: card.title,
    code: artifacts.code(card.name),
    environment: environmentOf(card, 'function', system, trust),
    key: data.key,
  });
  data.allow(created.role, tablesOf(card));
  if (card.authorizationServer) keys?.allowSigning(created.role);
  watchFunction(system, created);
  return created;
}

/** The Lambda authorizer of a REST API. It has no store, and needs only the issuer's keys. */
export function authorizerFunction(scope: Construct, system: System, trust: Trust): ServiceFunction {
  const { stage, data } = system;
  const created = new ServiceFunction(scope, 'authorizer', {
    stage,
    name: 'authorizer',
    description: 'Lambda authorizer',
    code: system.artifacts.code('authorizer'),
    environment: environmentOfAuthorizer(system, trust),
    key: data.key,
  });
  watchFunction(system, created);
  return created;
}

function watchFunction({ observability, stage }: System, { function: watched, node }: ServiceFunction): void {
  const name = `function ${node.id}`;
  observability.watch(`${name}: errors`, watched.metricErrors(), 5);
  observability.watch(`${name}: throttles`, watched.metricThrottles(), 5);
  observability.watch(`${name}: p99, ms`, watched.metricDuration({ statistic: 'p99' }), stage.alarms.latencyMs);
  observability.watch(
    `${name}: at once`,
    new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'ConcurrentExecutions',
      dimensionsMap: { FunctionName: watched.functionName },
      statistic: 'Maximum',
    }),
  );
}
