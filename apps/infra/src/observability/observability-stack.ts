import { CrossStackReferences, Duration, ReferenceStrength, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { type Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { type Construct } from 'constructs';
import { type StageConfig } from '../stages/stage';

interface ObservabilityStackProps extends StackProps {
  readonly stage: StageConfig;
  /** The part of the stage that is watched from another region; default: all the rest. */
  readonly part?: string;
}

const period = Duration.minutes(5);

/** Alarms to one topic, and one dashboard that shows what they watch. */
export class ObservabilityStack extends Stack {
  private readonly stage: StageConfig;
  private readonly name: string;
  private readonly topic: Topic;
  private readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { stage, part, ...props }: ObservabilityStackProps) {
    super(scope, id, props);
    // What an alarm names in another region has to stay free to change.
    if (part !== undefined) CrossStackReferences.of(this).consume(ReferenceStrength.WEAK);
    this.stage = stage;
    this.name = part === undefined ? stage.name : `${stage.name}-${part}`;
    const key = new Key(this, 'TopicKey', {
      alias: `gatehouse/${this.name}/alarms`,
      description: `Encrypts gatehouse's alarms on their way (${this.name})`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    this.topic = new Topic(this, 'Alarms', {
      topicName: `gatehouse-${this.name}-alarms`,
      masterKey: key,
      enforceSSL: true,
    });
    if (stage.alarms.email !== undefined) this.topic.addSubscription(new EmailSubscription(stage.alarms.email));
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `gatehouse-${this.name}` });
  }

  /** Watches one thing; with `threshold`, an alarm goes off above it. */
  watch(name: string, metric: IMetric, threshold?: number): void {
    this.show(name, [metric]);
    if (threshold === undefined) return;
    const alarm = new Alarm(this, name, {
      alarmName: `gatehouse-${this.name} ${name}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }

  /** Counts what was answered 401 in a log of JSON lines, where `status` is the path to the status. */
  watchRefusals(name: string, logGroup: ILogGroup, status: '$.status' | '$.res.status'): void {
    const metric = {
      metricNamespace: `Gatehouse/${this.stage.name}`,
      metricName: `RefusedTokens-${name}`,
    };
    new MetricFilter(this, `${name} refusals`, {
      logGroup,
      ...metric,
      filterPattern: FilterPattern.numberValue(status, '=', 401),
      metricValue: '1',
    });
    this.watch(
      `${name}: refused tokens`,
      new Metric({ namespace: metric.metricNamespace, metricName: metric.metricName, statistic: 'Sum', period }),
      this.stage.alarms.refusedTokens,
    );
  }

  watchTables(tables: readonly TableV2[]): void {
    const throttles = (table: TableV2) =>
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'ThrottledRequests',
        dimensionsMap: { TableName: table.tableName },
        statistic: 'Sum',
        period,
      });
    for (const table of tables) this.watch(`table ${table.node.id}: throttles`, throttles(table), 10);
  }

  /** The share of requests that ended in an error of the server, in percent, where there are enough to tell. */
  errorRate(errors: IMetric, requests: IMetric): IMetric {
    return new MathExpression({
      expression: 'IF(requests > 20, 100 * errors / requests, 0)',
      usingMetrics: { errors, requests },
      label: 'errors, %',
      period,
    });
  }

  /** CloudFront's share of requests that ended in an error of a server, in percent, where there are enough to tell. */
  watchDistribution(distribution: Distribution): void {
    const metric = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'AWS/CloudFront',
        metricName,
        dimensionsMap: { DistributionId: distribution.distributionId, Region: 'Global' },
        statistic,
        period,
      });
    const rate = new MathExpression({
      expression: 'IF(requests > 20, rate, 0)',
      usingMetrics: { rate: metric('5xxErrorRate', 'Average'), requests: metric('Requests', 'Sum') },
      label: 'errors, %',
      period,
    });
    this.watch('page: 5xx, %', rate, 1);
  }

  private show(title: string, left: IMetric[]): void {
    this.dashboard.addWidgets(new GraphWidget({ title, left, width: 8 }));
  }
}
