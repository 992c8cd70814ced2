import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Construct } from 'constructs';
import { type StageConfig } from '../stages/stage';

/** The name of a log group, by which alarms find it from another stack. */
export function logGroupName(stage: StageConfig, name: string): string {
  return `/gatehouse/${stage.name}/${name}`;
}

/** A log group that forgets after the stage's time. */
export function serviceLogGroup(scope: Construct, stage: StageConfig, name: string, id = 'Log'): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName: logGroupName(stage, name),
    // The stage's numbers of days are among those that CloudWatch knows.
    retention: stage.logs.retentionDays as RetentionDays,
    removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
