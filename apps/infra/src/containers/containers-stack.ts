import { type ServiceCard } from '@gatehouse/service-card';
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  DesyncMitigationMode,
  ListenerAction,
  SslPolicy,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { HostName } from '../host-name';
import { type ServiceFunction } from '../serverless/service-function';
import { containerPort } from '../services/service';
import { type Domain, type StageConfig } from '../stages/stage';
import { hasPage } from '../web/origins';
import { cloudFrontAddresses } from './cloudfront-addresses';
import { lifecycle } from './lifecycle';
import { Network } from './network';
import { type ServiceTasks } from './service-tasks';

interface ContainersStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly domain: Domain;
}

/** A load balancer with HTTPS in front of services in containers, or in functions. */
export class ContainersStack extends Stack {
  readonly network: Network;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly listener: ApplicationListener;
  readonly origin: string;
  private readonly clusterName: string;
  private tasksCluster: Cluster | undefined;

  constructor(scope: Construct, id: string, { stage, domain, ...props }: ContainersStackProps) {
    super(scope, id, props);
    this.clusterName = `gatehouse-${stage.name}`;
    this.network = new Network(this, 'Network', stage);
    const hostName = new HostName(this, 'HostName', domain);
    this.origin = hostName.origin;
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      loadBalancerName: `gatehouse-${stage.name}`,
      vpc: this.network.vpc,
      internetFacing: true,
      deletionProtection: stage.retainData,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: DesyncMitigationMode.STRICTEST,
      // Services keep idle connections for 65 s, longer than this, so that no request goes into one that is closing.
      idleTimeout: Duration.seconds(60),
    });
    this.loadBalancer.logAccessLogs(this.accessLogs(stage), 'load-balancer');
    const isBehindPage = hasPage(stage);
    if (!isBehindPage) this.loadBalancer.addRedirect();
    this.listener = this.loadBalancer.addListener('Https', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [hostName.certificate],
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      open: !isBehindPage,
      defaultAction: ListenerAction.fixedResponse(404, {
        contentType: 'application/json',
        messageBody: JSON.stringify({ type: 'about:blank', title: 'Not Found', status: 404 }),
      }),
    });
    if (isBehindPage) {
      this.loadBalancer.connections.allowFrom(cloudFrontAddresses(this, stage), Port.HTTPS, 'CloudFront');
    } else {
      for (const listener of this.loadBalancer.listeners) {
        acknowledge(listener, 'AwsSolutions-EC23', 'It serves the world.');
      }
      acknowledge(
        this.loadBalancer,
        'AwsSolutions-EC23',
        'It serves the world, by HTTPS; plain HTTP is only sent there.',
      );
    }
    hostName.pointAt(new LoadBalancerTarget(this.loadBalancer));
  }

  /** Where tasks run. */
  get cluster(): Cluster {
    return (this.tasksCluster ??= new Cluster(this, 'Cluster', {
      clusterName: this.clusterName,
      vpc: this.network.vpc,
      containerInsightsV2: ContainerInsights.ENABLED,
    }));
  }

  /** A target group of tasks. It asks whether a task can do its work, and waits for requests under way when one leaves. */
  addTasks(service: ServiceCard, tasks: ServiceTasks): ApplicationTargetGroup {
    this.loadBalancer.connections.allowTo(tasks.service, Port.tcp(containerPort), service.name);
    return new ApplicationTargetGroup(this, `${service.name} targets`, {
      vpc: this.network.vpc,
      port: containerPort,
      protocol: ApplicationProtocol.HTTP,
      targetType: TargetType.IP,
      targets: [tasks.service],
      deregistrationDelay: lifecycle.deregistrationDelay,
      healthCheck: {
        path: '/health/ready',
        healthyHttpCodes: '200',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  }

  /** A target group of one function. Without multi-value headers every `Set-Cookie` but one would be lost. */
  addFunction(service: ServiceCard, target: ServiceFunction): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, `${service.name} targets`, {
      targetType: TargetType.LAMBDA,
      targets: [new LambdaTarget(target.function)],
      multiValueHeadersEnabled: true,
    });
  }

  private accessLogs(stage: StageConfig): Bucket {
    const bucket = new Bucket(this, 'AccessLogs', {
      // A load balancer writes only to buckets that S3 itself encrypts.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(stage.logs.retentionDays) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(bucket, 'AwsSolutions-S1', 'It holds access logs itself.');
    return bucket;
  }
}
