import { type ServiceCard } from '@gatehouse/service-card';
import { CfnOutput } from 'aws-cdk-lib';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { type ApplicationTargetGroup, HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { serviceFunction } from '../serverless/functions';
import { environmentOf, tablesOf } from '../services/service';
import { audiencesOf, type Trust, trustOf } from '../services/trust';
import { type Site, type System } from '../system';
import { webOrigins } from '../web/origins';
import { pageBefore } from '../web/page';
import { ContainersStack } from './containers-stack';
import { ListenerRules } from './listener-actions';
import { pathRule, validationRules } from './listener-rules';
import { ServiceTasks } from './service-tasks';

/** The services behind a load balancer. */
export function containers(system: System): Site {
  const { stage, app, props, cognito, services, waf } = system;
  const { domain, targets, jwtValidation, signIn } = stage.containers;
  if (!domain) throw new Error('A load balancer with HTTPS needs a host name.');
  const stack = new ContainersStack(app, system.id('containers'), { ...props, domain });
  const page = pageBefore(stack, system, { host: domain.name });
  const origin = page?.origin ?? stack.origin;
  const trust = trustOf(stage, origin, services.keys(), cognito?.issuerOf(stack, webOrigins(stage, origin)));
  new CfnOutput(stack, 'Origin', { value: origin });
  const groups = [...services].map(([card, routes]) => ({
    card,
    routes,
    audiences: audiencesOf(trust, [card]),
    group:
      targets === 'lambda'
        ? stack.addFunction(card, serviceFunction(stack, system, card, trust))
        : stack.addTasks(card, tasksOf(card, stack, system, trust)),
  }));

  const rules = new ListenerRules(stack, stack.listener);
  for (const { card, group } of groups) {
    const below = signIn?.paths.filter((path) => path.startsWith(card.basePath)) ?? [];
    if (signIn && below.length > 0) {
      rules.signIn({ ...signIn, paths: below }, group, trust, cognito && { stack: cognito, origin: stack.origin });
    }
  }
  if (jwtValidation) {
    // To the issuer's keys.
    stack.loadBalancer.connections.allowToAnyIpv4(Port.HTTPS, 'JWKS');
    for (const { routes, group, audiences } of groups) {
      for (const rule of validationRules(routes)) rules.forward(rule, group, trust, audiences);
    }
  }
  for (const { card, group, audiences } of groups) rules.forward(pathRule(card), group, trust, audiences);

  if (!page) waf?.protect('LoadBalancer', stack.loadBalancer.loadBalancerArn);
  for (const { card, group } of groups) watchTargets(system, card, group);
  const { observability } = system;
  const { metrics } = stack.loadBalancer;
  observability.watch('load balancer: own 5xx', metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT), 10);
  return { trust, stack, page };
}

function tasksOf(card: ServiceCard, stack: ContainersStack, system: System, trust: Trust): ServiceTasks {
  const { stage, data, keys, observability } = system;
  const { name } = card;
  const tasks = new ServiceTasks(stack, name, {
    stage,
    name,
    cluster: stack.cluster,
    image: system.artifacts.image(card),
    environment: environmentOf(card, 'container', system, trust),
    key: data.key,
    securityGroup: stack.network.tasksGroup(stack, name),
  });
  data.allow(tasks.role, tablesOf(card));
  if (card.authorizationServer) keys?.allowSigning(tasks.role);
  observability.watch(`tasks ${name}: CPU, %`, tasks.service.metricCpuUtilization(), 85);
  observability.watch(`tasks ${name}: memory, %`, tasks.service.metricMemoryUtilization(), 85);
  observability.watchRefusals(`${name}-tasks`, tasks.logGroup, '$.res.status');
  return tasks;
}

function watchTargets(
  { observability, stage }: System,
  { name }: ServiceCard,
  { metrics }: ApplicationTargetGroup,
): void {
  const errors = metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT);
  observability.watch(`targets ${name}: 5xx, %`, observability.errorRate(errors, metrics.requestCount()), 1);
  observability.watch(
    `targets ${name}: p99, s`,
    metrics.targetResponseTime({ statistic: 'p99' }),
    stage.alarms.latencyMs / 1000,
  );
  observability.watch(`targets ${name}: unhealthy`, metrics.unhealthyHostCount({ statistic: 'Minimum' }), 0);
}
