import { type Template } from './policies';
import { faultsOf } from './least-privilege';

const policy = (statement: object, type = 'AWS::IAM::Policy'): Template => ({
  Resources: { Policy: { Type: type, Properties: { PolicyDocument: { Statement: [statement] } } } },
});

describe('least privilege', () => {
  it.each<[string, object]>([
    ['every action', { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::bucket' }],
    ['actions by prefix', { Effect: 'Allow', Action: ['dynamodb:Get*'], Resource: 'arn:aws:dynamodb:::table/a' }],
    ['every resource', { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' }],
    [
      'resources by prefix',
      { Effect: 'Allow', Action: 'a:B', Resource: { 'Fn::Join': ['', [{ Ref: 'Table' }, '/index/*']] } },
    ],
    ['all but some actions', { Effect: 'Allow', NotAction: 'iam:PassRole', Resource: 'arn:aws:s3:::bucket' }],
    ['all but some resources', { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::bucket' }],
    [
      'a listed action beside one that is not',
      { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken', 'ecr:PutImage'], Resource: '*' },
    ],
  ])('refuses %s', (_what, statement) => {
    expect(faultsOf(policy(statement))).toHaveLength(1);
  });

  it('refuses a wildcard that is allowed to another kind of holder', () => {
    const statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
    expect(faultsOf(policy(statement, 'AWS::KMS::Key'))).toEqual([]);
    expect(faultsOf(policy(statement))).toHaveLength(1);
  });

  it('finds a policy in a role, in a list and in a text of JSON', () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    const template: Template = {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement: statement } }] } },
        Log: {
          Type: 'AWS::Logs::ResourcePolicy',
          Properties: { PolicyDocument: JSON.stringify({ Statement: [statement] }) },
        },
      },
    };
    expect(faultsOf(template).map(({ logicalId }) => logicalId)).toEqual(['Role', 'Log']);
  });

  it('refuses a managed policy that is not on the list', () => {
    const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AdministratorAccess']] };
    expect(
      faultsOf({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: [arn] } } } }),
    ).toHaveLength(1);
  });

  it('lets through what is denied, and what names what it is about', () => {
    expect(faultsOf(policy({ Effect: 'Deny', Action: '*', Resource: '*' }))).toEqual([]);
    expect(
      faultsOf(policy({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['T', 'Arn'] } })),
    ).toEqual([]);
  });
});
