import { Validations } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';

/** Accepts a finding of cdk-nag on a construct and what lies below it, for a reason that a reviewer can judge. */
export function acknowledge(construct: IConstruct, rule: `AwsSolutions-${string}`, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}
