import { tableName, type IndexDefinition, type TableDefinition } from '@gatehouse/dynamodb';
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { type StageConfig } from '../stages/stage';
import { type TableAccess } from './table-access';

const attributeTypes = { S: AttributeType.STRING, N: AttributeType.NUMBER, B: AttributeType.BINARY };

interface DataStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly tables: readonly TableDefinition[];
}

/** The tables, from the definitions that the stores and the local engine read, and the key that encrypts them. */
export class DataStack extends Stack {
  readonly tablePrefix: string;
  readonly tables: readonly TableV2[];
  /** Encrypts the tables, and the environments of functions. */
  readonly key: Key;
  /** Signs the cursors of pages. */
  readonly cursorKey: ISecret;
  private readonly byName: ReadonlyMap<string, TableV2>;

  constructor(scope: Construct, id: string, { stage, tables, ...props }: DataStackProps) {
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
      tables.map((table) => [
        table.name,
        new TableV2(this, table.name, {
          tableName: tableName(this.tablePrefix, table),
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
    const cursorKey = new Secret(this, 'CursorKey', {
      secretName: `gatehouse/${stage.name}/cursor-key`,
      description: `Signs the cursors of gatehouse's feeds (${stage.name})`,
      encryptionKey: this.key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    acknowledge(
      cursorKey,
      'AwsSolutions-SMG4',
      'A new key only ends the pages that people have open; it is changed by hand.',
    );
    // Without its key: who reads it is allowed to decrypt by its own role, not by a key policy that would have to know them all.
    this.cursorKey = Secret.fromSecretAttributes(this, 'CursorKeyByArn', { secretCompleteArn: cursorKey.secretArn });
    this.tables = [...this.byName.values()];
  }

  /** Allows exactly these actions on exactly these tables and their indexes. */
  allow(grantee: IGrantable, accesses: readonly TableAccess[]): void {
    for (const { table, actions } of accesses) {
      const found = this.byName.get(table.name);
      if (!found) throw new Error(`Access is asked to the table ${table.name}, which is not deployed.`);
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({
          actions: [...actions, 'DescribeTable'].map((action) => `dynamodb:${action}`),
          resources: [found.tableArn],
        }),
      );
      if (table.indexes?.length && actions.includes('Query')) {
        grantee.grantPrincipal.addToPrincipalPolicy(
          new PolicyStatement({
            actions: ['dynamodb:Query'],
            resources: table.indexes.map(({ name }) => `${found.tableArn}/index/${name}`),
          }),
        );
      }
    }
    // DynamoDB uses the key in the name of who asks, and nobody may use it on anything else.
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
