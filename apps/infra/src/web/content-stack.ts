import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { serviceLogGroup } from '../observability/log-group';
import { type StageConfig } from '../stages/stage';
import { type Site, type System } from '../system';
import { type Page } from './page';
import { pageSettings } from './settings';

interface ContentStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly system: System;
  readonly site: Site;
  readonly page: Page;
}

interface Import {
  readonly 'Fn::ImportValue': string;
}

/** The files of the page, with how long they may be kept. It comes last, when everything that the page asks answers. */
export class ContentStack extends Stack {
  constructor(scope: Construct, id: string, { stage, system, site, page, ...props }: ContentStackProps) {
    super(scope, id, props);
    // By its name: nothing of this stack becomes a part of the stack that has the bucket.
    const bucket = Bucket.fromBucketName(this, 'Files', page.bucket.bucketName);
    const log = serviceLogGroup(this, stage, 'web-content');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What deploys the page's files (${stage.name}) may do`,
    });
    const allow = (actions: string[], resource: string) =>
      role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], log.logGroupArn);
    allow(['s3:GetBucketTagging', 's3:ListBucket'], page.bucket.bucketArn);
    allow(['s3:DeleteObject', 's3:PutObject'], page.bucket.arnForObjects('*'));
    const readable = (source: ISource): ISource => ({
      bind: (context, handler) => {
        const config = source.bind(context, handler);
        allow(['s3:GetObject'], config.bucket.arnForObjects(config.zipObjectKey));
        return config;
      },
    });
    const deploy = (
      name: string,
      sources: ISource[],
      props: Partial<ConstructorParameters<typeof BucketDeployment>[2]>,
    ) => {
      const deployment = new BucketDeployment(this, name, {
        sources: sources.map(readable),
        destinationBucket: bucket,
        // What it would grant itself by wildcards is listed above.
        role: role.withoutPolicyUpdates(),
        logGroup: log,
        memoryLimit: 512,
        outputObjectKeys: false,
        retainOnDelete: stage.retainData,
        ...props,
      });
      deployment.node.addDependency(role);
      return deployment;
    };
    const built = system.artifacts.page();
    // Old ones stay: a page that somebody has open may still ask for them.
    const assets = deploy('Assets', [built], {
      exclude: ['*'],
      include: ['assets/*'],
      prune: false,
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const pages = deploy('Pages', [built, Source.jsonData('settings.json', pageSettings(system, site))], {
      exclude: ['assets/*'],
      cacheControl: [CacheControl.noCache()],
    });
    // A page must not name files that are not there yet.
    pages.node.addDependency(assets);
    // cdk-nag names what another stack has by its export.
    const { 'Fn::ImportValue': exported } = this.resolve(Stack.of(page).exportValue(page.bucket.bucketArn)) as Import;
    acknowledge(role, `AwsSolutions-IAM5[Resource::${exported}/*]`, 'It writes all files of one bucket.');
    acknowledge(this, 'AwsSolutions-L1', "The runtime is the CDK's choice, for its own function.");
    this.addStackDependency(site.stack);
  }
}
