import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  Peer,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { serviceLogGroup } from '../observability/log-group';
import { type StageConfig } from '../stages/stage';

/** Two zones, the load balancer in public subnets, everything else behind it. DynamoDB and S3 are reached without NAT. */
export class Network extends Construct {
  readonly vpc: Vpc;

  constructor(scope: Construct, id: string, stage: StageConfig) {
    super(scope, id);
    const { targets, natGateways } = stage.containers;
    const hasTasks = targets === 'fargate';
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: `gatehouse-${stage.name}`,
      ipAddresses: IpAddresses.cidr('10.60.0.0/16'),
      maxAzs: 2,
      natGateways: hasTasks ? natGateways : 0,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        ...(hasTasks ? [{ name: 'tasks', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 }] : []),
      ],
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
      restrictDefaultSecurityGroup: false,
    });
    const log = serviceLogGroup(this, stage, 'network-flows', 'FlowLog');
    log.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs(log) });
  }

  /** For tasks: HTTPS out, to AWS and to the issuer, and nothing else. In comes what the load balancer is allowed. */
  tasksGroup(scope: Construct, service: string): SecurityGroup {
    const group = new SecurityGroup(scope, `${service} tasks`, {
      vpc: this.vpc,
      description: `Tasks of gatehouse ${service}`,
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS and the issuer');
    return group;
  }
}
