import { Port } from 'aws-cdk-lib/aws-ec2';
import { type ApplicationTargetGroup, HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { authFunction, messagesFunction } from '../serverless/functions';
import { type Issuer } from '../serverless/serverless';
import { authService, environmentOfAuth } from '../services/auth';
import { type Environment } from '../services/environment';
import { environmentOfMessages, messagesService } from '../services/messages';
import { type Service } from '../services/service';
import { type Trust, trustOf } from '../services/trust';
import { type System } from '../system';
import { ContainersStack } from './containers-stack';
import { ListenerRules } from './listener-actions';
import { pathRule, validationRules } from './listener-rules';
import { ServiceTasks } from './service-tasks';

/** The services behind a load balancer. Answers where the issuer is, for what else may be deployed. */
export function containers(system: System): Issuer {
  const { stage, app, props, keys, cognito, exposed, waf } = system;
  const { domain, targets, jwtValidation, signIn } = stage.containers;
  if (!domain) throw new Error('A load balancer with HTTPS needs a host name.');
  const stack = new ContainersStack(app, system.id('containers'), { ...props, domain });
  const trust = trustOf(stage, stack.origin, cognito?.trust);
  const services = keys ? [authService, messagesService] : [messagesService];
  const groups = services.map((service) => ({
    service,
    group:
      targets === 'lambda'
        ? stack.addFunction(service, functionOf(service, stack, system, trust))
        : stack.addTasks(service, tasksOf(service, stack, system, trust)),
  }));

  const rules = new ListenerRules(stack, stack.listener);
  for (const { service, group } of groups) {
    const below = signIn?.paths.filter((path) => path.startsWith(service.basePath)) ?? [];
    if (signIn && below.length > 0) {
      rules.signIn({ ...signIn, paths: below }, group, trust, cognito && { stack: cognito, origin: stack.origin });
    }
  }
  if (jwtValidation) {
    // To the issuer's keys.
    stack.loadBalancer.connections.allowToAnyIpv4(Port.HTTPS, 'JWKS');
    for (const { service, group } of groups) {
      for (const rule of validationRules(exposed.get(service.name) ?? [])) rules.forward(rule, group, trust);
    }
  }
  for (const { service, group } of groups) rules.forward(pathRule(service), group, trust);

  waf?.protect('LoadBalancer', stack.loadBalancer.loadBalancerArn);
  for (const { service, group } of groups) watchTargets(system, service, group);
  const { observability } = system;
  const { metrics } = stack.loadBalancer;
  observability.watch('load balancer: own 5xx', metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT), 10);
  return { trust, stack };
}

function environmentOf(service: Service, { stage, data, keys }: System, trust: Trust): Environment {
  const common = { stage, trust, tablePrefix: data.tablePrefix, place: 'container' } as const;
  return service.name === 'auth'
    ? environmentOfAuth({ ...common, signingKeys: keys?.setting ?? '' })
    : environmentOfMessages({ ...common, cursorKey: data.cursorKey });
}

function functionOf(service: Service, stack: ContainersStack, system: System, trust: Trust) {
  return service.name === 'auth' ? authFunction(stack, system, trust) : messagesFunction(stack, system, trust);
}

function tasksOf(service: Service, stack: ContainersStack, system: System, trust: Trust): ServiceTasks {
  const { stage, data, keys, observability } = system;
  const tasks = new ServiceTasks(stack, service.name, {
    stage,
    name: service.name,
    cluster: stack.cluster,
    image: system.artifacts.image(service.name),
    environment: environmentOf(service, system, trust),
    key: data.key,
    securityGroup: stack.network.tasksGroup(stack, service.name),
  });
  data.allow(tasks.role, service.tables);
  if (service.name === 'auth') keys?.allowSigning(tasks.role);
  observability.watch(`tasks ${service.name}: CPU, %`, tasks.service.metricCpuUtilization(), 85);
  observability.watch(`tasks ${service.name}: memory, %`, tasks.service.metricMemoryUtilization(), 85);
  observability.watchRefusals(`${service.name}-tasks`, tasks.logGroup, '$.res.status');
  return tasks;
}

function watchTargets({ observability, stage }: System, { name }: Service, { metrics }: ApplicationTargetGroup): void {
  const errors = metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT);
  observability.watch(`targets ${name}: 5xx, %`, observability.errorRate(errors, metrics.requestCount()), 1);
  observability.watch(
    `targets ${name}: p99, s`,
    metrics.targetResponseTime({ statistic: 'p99' }),
    stage.alarms.latencyMs / 1000,
  );
  observability.watch(`targets ${name}: unhealthy`, metrics.unhealthyHostCount({ statistic: 'Minimum' }), 0);
}
