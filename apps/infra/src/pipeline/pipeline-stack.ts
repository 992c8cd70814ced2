import { CfnOutput, DefaultStackSynthesizer, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnOIDCProvider, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { type Construct } from 'constructs';
import { type StageConfig } from '../stages/stage';
import { globalRegion, hasPage } from '../web/origins';

interface PipelineStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly repository: string;
}

/** What CDK's bootstrapping made for a deployment: find context, make assets, deploy. */
const bootstrapRoles = ['lookup', 'file-publishing', 'image-publishing', 'deploy'];

/**
 * The role that a GitHub workflow takes on to deploy the stage, without a stored secret. It may do nothing but take on
 * the roles of CDK's bootstrapping. Deployed once, by a person.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { stage, repository, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const issuer = 'token.actions.githubusercontent.com';
    const provider = new CfnOIDCProvider(this, 'GitHub', {
      url: `https://${issuer}`,
      clientIdList: ['sts.amazonaws.com'],
    });
    const role = new Role(this, 'Role', {
      roleName: `gatehouse-${stage.name}-pipeline`,
      description: `Deploys gatehouse (${stage.name}) from ${repository}`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new WebIdentityPrincipal(provider.attrArn, {
        StringEquals: {
          [`${issuer}:aud`]: 'sts.amazonaws.com',
          // Only jobs of this environment, which the repository's owners put reviewers and branches in front of.
          [`${issuer}:sub`]: `repo:${repository}:environment:${stage.name}`,
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: [...new Set([stage.region, ...(hasPage(stage) ? [globalRegion] : [])])].flatMap((region) =>
          bootstrapRoles.map((name) =>
            this.formatArn({
              service: 'iam',
              region: '',
              resource: 'role',
              resourceName: `cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-${name}-role-${this.account}-${region}`,
            }),
          ),
        ),
      }),
    );
    new CfnOutput(this, 'RoleArn', { value: role.roleArn });
  }
}
