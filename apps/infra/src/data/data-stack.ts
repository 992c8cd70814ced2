import { tableName, type IndexDefinition, type TableDefinition } from '@gatehouse/dynamodb';
import { type ServiceCard } from '@gatehouse/service-card';
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { type StageConfig } from '../stages/stage';
import { hasPage } from '../web/origins';

const attributeTypes = { S: AttributeType.STRING, N: AttributeType.NUMBER, B: AttributeType.BINARY };

/** Whose secret it is, and the variable by which services know it. */
const cloudFrontSecret = ['web', 'CLOUDFRONT_SECRET'] as const;

interface DataStackProps extends StackProps {
  readonly stage: StageConfig;
  /** The services whose tables and secrets it makes. */
  readonly cards: readonly ServiceCard[];
}

/** The only actions that are allowed on a table; `Query` includes its indexes. */
export interface TableAccess extends Pick<TableDefinition, 'name' | 'indexes'> {
  readonly actions: readonly string[];
}

/** The tables and secrets of the services, from their cards, and the key that encrypts them. */
export class DataStack extends Stack {
  readonly tablePrefix: string;
  readonly tables: readonly TableV2[];
  /** Encrypts the tables, and the environments of functions. */
  readonly key: Key;
  private readonly byName: ReadonlyMap<string, TableV2>;
  private readonly secrets = new Map<string, ISecret>();

  constructor(scope: Construct, id: string, { stage, cards, ...props }: DataStackProps) {
    super(scope, id, props);
    this.tablePrefix = `gatehouse-${stage.name}-`;
    const removalPolicy = stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.key = new Key(this, 'Key', {
      alias: `gatehouse/${stage.name}/data`,
      description: `Encrypts what gatehouse keeps (${stage.name})`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.byName = new Map(
      cards
        .flatMap(({ tables }) => tables)
        .map((table) => [
          table.name,
          new TableV2(this, table.name, {
            tableName: tableName(this.tablePrefix, table.name),
            partitionKey: attribute(table.partitionKey),
            ...(table.sortKey && { sortKey: attribute(table.sortKey) }),
            globalSecondaryIndexes: (table.indexes ?? []).map(index),
            ...(table.timeToLive && { timeToLiveAttribute: table.timeToLive }),
            billing: Billing.onDemand(),
            encryption: TableEncryptionV2.customerManagedKey(this.key),
            pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
            deletionProtection: stage.retainData,
            removalPolicy,
          }),
        ]),
    );
    for (const { name, secrets } of cards) {
      for (const { variable, description } of secrets) this.addSecret(stage, name, variable, description);
    }
    if (hasPage(stage)) this.addSecret(stage, ...cloudFrontSecret, 'Proves that CloudFront sent a request');
    this.tables = [...this.byName.values()];
  }

  /** The secret of a service that its card declares. */
  secret({ name }: ServiceCard, variable: string): ISecret {
    return this.secretOf(name, variable);
  }

  /** What CloudFront sends to the services, where the stage has a page. */
  get cloudFrontSecret(): ISecret {
    return this.secretOf(...cloudFrontSecret);
  }

  private secretOf(owner: string, variable: string): ISecret {
    const secret = this.secrets.get(`${owner} ${variable}`);
    if (!secret) throw new Error(`${owner} has no secret ${variable}.`);
    return secret;
  }

  /** Allows exactly these actions on exactly these tables and their indexes. */
  allow(grantee: IGrantable, accesses: readonly TableAccess[]): void {
    for (const { name, indexes = [], actions } of accesses) {
      const table = this.byName.get(name);
      if (!table) throw new Error(`No deployed service has the table ${name}.`);
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({
          actions: actions.map((action) => `dynamodb:${action}`),
          resources: [table.tableArn],
        }),
      );
      if (indexes.length > 0 && actions.includes('Query')) {
        grantee.grantPrincipal.addToPrincipalPolicy(
          new PolicyStatement({
            actions: ['dynamodb:Query'],
            resources: indexes.map((index) => `${table.tableArn}/index/${index.name}`),
          }),
        );
      }
    }
    // DynamoDB uses the key on behalf of the caller, who may not use it for anything else.
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${this.region}.${this.urlSuffix}` } },
      }),
    );
  }

  private addSecret(stage: StageConfig, service: string, variable: string, description: string): void {
    const id = `${service} ${variable}`;
    const secret = new Secret(this, id, {
      secretName: `gatehouse/${stage.name}/${service}/${variable.toLowerCase().replaceAll('_', '-')}`,
      description: `${description} (${service}, ${stage.name})`,
      encryptionKey: this.key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'A function and a task read a secret when they are deployed: rotation comes with a deployment, by hand.',
    );
    // Without its key: the role of a reader allows decryption, not a key policy that would have to list all roles.
    this.secrets.set(id, Secret.fromSecretAttributes(this, `${id} by ARN`, { secretCompleteArn: secret.secretArn }));
  }
}

function attribute({ name, type }: TableDefinition['partitionKey']) {
  return { name, type: attributeTypes[type] };
}

function index({ name, partitionKey, sortKey, keysOnly }: IndexDefinition) {
  return {
    indexName: name,
    partitionKey: attribute(partitionKey),
    ...(sortKey && { sortKey: attribute(sortKey) }),
    projectionType: keysOnly ? ProjectionType.KEYS_ONLY : ProjectionType.ALL,
  };
}
