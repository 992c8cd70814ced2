/** A `*` in what is allowed, and why it has to be. */
export interface AllowedWildcard {
  /** CloudFormation's type of the resource that holds the policy. */
  readonly holder: string;
  readonly actions: readonly string[];
  /** How the resource is written once functions of CloudFormation are flattened; `…` stands for any of them. */
  readonly resource: string;
  readonly why: string;
}

/** Every wildcard that the synthesised policies may hold. What is not here fails the synth. */
export const allowedWildcards: readonly AllowedWildcard[] = [
  {
    holder: 'AWS::KMS::Key',
    actions: ['kms:*'],
    resource: '*',
    why: 'A key policy speaks of its own key only, and without the account as administrator nobody could ever change it.',
  },
  {
    holder: 'AWS::KMS::Key',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resource: '*',
    why: 'A key policy speaks of its own key only: CloudWatch encrypts the alarms that it sends.',
  },
  {
    holder: 'AWS::KMS::Key',
    actions: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey*',
      'kms:ReEncrypt*',
    ],
    resource: '*',
    why: 'A key policy speaks of its own key only: Secrets Manager encrypts by it, in the name of who may read the secret.',
  },
  {
    holder: 'AWS::IAM::Policy',
    actions: ['ecr:GetAuthorizationToken'],
    resource: '*',
    why: 'The action knows no resources; what may be pulled is named in a statement of its own.',
  },
  {
    holder: 'AWS::S3::BucketPolicy',
    actions: ['s3:PutObject'],
    resource: '…/load-balancer/AWSLogs/…/*',
    why: 'A load balancer writes each access log under a new name.',
  },
  {
    holder: 'AWS::S3::BucketPolicy',
    actions: ['s3:PutObject'],
    resource: '…/AWSLogs/…/*',
    why: 'CloudFront writes each access log under a new name.',
  },
  {
    holder: 'AWS::S3::BucketPolicy',
    actions: ['s3:GetObject'],
    resource: '…/*',
    why: 'The distribution, and no other, reads every file of the page.',
  },
  {
    holder: 'AWS::IAM::Policy',
    actions: ['s3:DeleteObject', 's3:PutObject'],
    resource: '…/*',
    why: 'What deploys the page writes its files, whose names change with their content.',
  },
  {
    holder: 'AWS::IAM::Policy',
    actions: ['ec2:DescribeManagedPrefixLists'],
    resource: '*',
    why: 'The action knows no resources.',
  },
];

/** Managed policies that roles may have. They are not ours, and the first two hold wildcards. */
export const allowedManagedPolicies: readonly { readonly name: string; readonly why: string }[] = [
  {
    name: 'service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    why: 'For the role of the account by which API Gateway writes the access logs of REST APIs.',
  },
];
