import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type Construct } from 'constructs';
import { authService, environmentOfAuth } from '../services/auth';
import { environmentOfAuthorizer } from '../services/authorizer';
import { environmentOfMessages, messagesService } from '../services/messages';
import { type Trust } from '../services/trust';
import { type System } from '../system';
import { ServiceFunction } from './service-function';

/** The authorization server as a function: it keeps accounts, sessions and grants, and signs by KMS. */
export function authFunction(scope: Construct, system: System, trust: Trust): ServiceFunction {
  const { stage, data, keys } = system;
  if (!keys) throw new Error('An authorization server needs its signing keys.');
  const created = new ServiceFunction(scope, 'auth', {
    stage,
    name: authService.name,
    description: 'Authorization server',
    code: system.artifacts.code('auth'),
    environment: environmentOfAuth({
      stage,
      trust,
      tablePrefix: data.tablePrefix,
      signingKeys: keys.setting,
      place: 'function',
    }),
    key: data.key,
  });
  data.allow(created.role, authService.tables);
  keys.allowSigning(created.role);
  watchFunction(system, created);
  return created;
}

export function messagesFunction(scope: Construct, system: System, trust: Trust): ServiceFunction {
  const { stage, data } = system;
  const created = new ServiceFunction(scope, 'messages', {
    stage,
    name: messagesService.name,
    description: 'Messages',
    code: system.artifacts.code('messages'),
    environment: environmentOfMessages({
      stage,
      trust,
      tablePrefix: data.tablePrefix,
      cursorKey: data.cursorKey,
      place: 'function',
    }),
    key: data.key,
  });
  data.allow(created.role, messagesService.tables);
  watchFunction(system, created);
  return created;
}

/** Says of a request to a REST API whether it may go on. It keeps nothing and needs nothing but the issuer's keys. */
export function authorizerFunction(scope: Construct, system: System, trust: Trust): ServiceFunction {
  const { stage, data } = system;
  const created = new ServiceFunction(scope, 'authorizer', {
    stage,
    name: 'authorizer',
    description: 'Lambda authorizer',
    code: system.artifacts.code('authorizer'),
    environment: environmentOfAuthorizer(trust),
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
