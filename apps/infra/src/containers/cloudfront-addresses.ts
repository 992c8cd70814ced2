import { type IPeer, Peer } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { serviceLogGroup } from '../observability/log-group';
import { type StageConfig } from '../stages/stage';

/** The addresses from which CloudFront reaches origins: a list that AWS keeps, whose id differs from region to region. */
export function cloudFrontAddresses(scope: Construct, stage: StageConfig): IPeer {
  const log = serviceLogGroup(scope, stage, 'cloudfront-addresses', 'CloudFrontAddressesLog');
  const role = new Role(scope, 'CloudFrontAddressesRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: 'What finds the list of the addresses of CloudFront may do',
  });
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] }),
  );
  role.addToPolicy(new PolicyStatement({ actions: ['ec2:DescribeManagedPrefixLists'], resources: ['*'] }));
  const id = 'PrefixLists.0.PrefixListId';
  const found = new AwsCustomResource(scope, 'CloudFrontAddresses', {
    resourceType: 'Custom::CloudFrontAddresses',
    onUpdate: {
      service: 'EC2',
      action: 'DescribeManagedPrefixLists',
      parameters: {
        Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.global.cloudfront.origin-facing'] }],
      },
      physicalResourceId: PhysicalResourceId.of('com.amazonaws.global.cloudfront.origin-facing'),
      outputPaths: [id],
    },
    role,
    logGroup: log,
    installLatestAwsSdk: false,
  });
  found.node.addDependency(role);
  acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'Only ec2:DescribeManagedPrefixLists, which knows no resources.');
  return Peer.prefixList(found.getResponseField(id));
}
