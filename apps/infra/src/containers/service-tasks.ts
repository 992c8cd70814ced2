import { Duration, Stack } from 'aws-cdk-lib';
import { type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type Cluster,
  type ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey } from 'aws-cdk-lib/aws-kms';
import { type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { serviceLogGroup } from '../observability/log-group';
import { type Environment, plainVariables, secretVariables } from '../services/environment';
import { containerPort } from '../services/service';
import { type StageConfig } from '../stages/stage';
import { lifecycle } from './lifecycle';

interface ServiceTasksProps {
  readonly stage: StageConfig;
  readonly name: string;
  readonly cluster: Cluster;
  readonly image: ContainerImage;
  readonly environment: Environment;
  /** Encrypts the secrets of the environment. */
  readonly key: IKey;
  readonly securityGroup: SecurityGroup;
}

/** The name of the role that a service's tasks run as. */
export function taskRoleName(stage: StageConfig, name: string): string {
  return `gatehouse-${stage.name}-${name}-task`;
}

/** A service on Fargate: nothing writable, nothing allowed until something is, as many tasks as it takes. */
export class ServiceTasks extends Construct {
  readonly service: FargateService;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceTasksProps) {
    super(scope, id);
    const { stage, name, cluster, image, environment, key, securityGroup } = props;
    const { cpu, memoryMb, tasks } = stage.containers;
    const serviceName = `gatehouse-${stage.name}-${name}`;
    this.logGroup = serviceLogGroup(this, stage, `${serviceName}-tasks`);
    this.role = new Role(this, 'Role', {
      roleName: taskRoleName(stage, name),
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: `What tasks of ${serviceName} may do`,
    });
    const definition = new FargateTaskDefinition(this, 'Task', {
      family: serviceName,
      cpu,
      memoryLimitMiB: memoryMb,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole: this.role,
    });
    definition.addContainer(name, {
      image,
      environment: plainVariables(environment),
      secrets: Object.fromEntries(
        Object.entries(secretVariables(environment)).map(([variable, secret]) => [
          variable,
          Secret.fromSecretsManager(secret),
        ]),
      ),
      logging: LogDriver.awsLogs({ logGroup: this.logGroup, streamPrefix: name }),
      portMappings: [{ containerPort }],
      readonlyRootFilesystem: true,
      // Reaps what the runtime leaves behind and hands SIGTERM on.
      linuxParameters: new LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
      stopTimeout: lifecycle.stopTimeout,
      healthCheck: {
        command: ['CMD', 'node', '-e', healthCheck],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        startPeriod: Duration.seconds(20),
        retries: 3,
      },
    });
    if (Object.keys(secretVariables(environment)).length > 0) {
      definition.addToExecutionRolePolicy(
        new PolicyStatement({
          actions: ['kms:Decrypt'],
          resources: [key.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } },
        }),
      );
    }
    acknowledge(definition, 'AwsSolutions-ECS2', 'What is secret comes from Secrets Manager; the rest is told openly.');
    acknowledge(
      definition,
      'AwsSolutions-IAM5[Resource::*]',
      'Only ecr:GetAuthorizationToken, which knows no resources.',
    );
    this.service = new FargateService(this, 'Service', {
      serviceName,
      cluster,
      taskDefinition: definition,
      securityGroups: [securityGroup],
      assignPublicIp: false,
      desiredCount: tasks.least,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      healthCheckGracePeriod: Duration.seconds(60),
      // A release that does not become healthy goes back by itself.
      circuitBreaker: { enable: true, rollback: true },
    });
    this.service.node.addDependency(this.role);
    const scaling = this.service.autoScaleTaskCount({ minCapacity: tasks.least, maxCapacity: tasks.most });
    scaling.scaleOnCpuUtilization('Cpu', {
      targetUtilizationPercent: 60,
      scaleInCooldown: Duration.minutes(5),
      scaleOutCooldown: Duration.seconds(30),
    });
  }
}

/** Asks whether the process answers; whether it can work is what the load balancer asks. */
const healthCheck =
  `fetch('http://127.0.0.1:${containerPort}/health/live',{signal:AbortSignal.timeout(3000)})` +
  `.then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))`;
