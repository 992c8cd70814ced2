import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient, type TableDefinition, tableName } from '@gatehouse/dynamodb';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Readiness } from './health/readiness';

/** Injection token for the names of this service's tables in DynamoDB: a function from definition to name. */
export const TABLE_NAME = Symbol('TABLE_NAME');
/** The type behind `TABLE_NAME`. */
export type TableName = (table: TableDefinition) => string;

const TABLES = Symbol('TABLES');

@Injectable()
class DynamoDbLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly readiness: Readiness,
    @Inject(TABLE_NAME) private readonly nameOf: TableName,
    @Inject(TABLES) private readonly tables: readonly TableDefinition[],
  ) {}

  onModuleInit(): void {
    for (const table of this.tables) {
      this.readiness.register(`table ${this.nameOf(table)}`, async () => {
        const { Table } = await this.client.send(new DescribeTableCommand({ TableName: this.nameOf(table) }));
        if (Table?.TableStatus !== 'ACTIVE' && Table?.TableStatus !== 'UPDATING') throw new Error('not active');
      });
    }
  }

  onApplicationShutdown(): void {
    this.client.destroy();
  }
}

/** Gives stores their client and table names, and makes the service ready only when its tables are there. */
@Module({})
export class DynamoDbModule {
  static forTables(...tables: readonly TableDefinition[]): DynamicModule {
    return {
      module: DynamoDbModule,
      global: true,
      providers: [
        {
          provide: DynamoDBDocumentClient,
          inject: [ConfigService],
          useFactory: (config: ConfigService<{ DYNAMODB_ENDPOINT?: string }, true>) =>
            createDynamoDbClient({ endpoint: config.get('DYNAMODB_ENDPOINT', { infer: true }) }),
        },
        {
          provide: TABLE_NAME,
          inject: [ConfigService],
          useFactory: (config: ConfigService<{ TABLE_PREFIX: string }, true>): TableName => {
            const prefix = config.get('TABLE_PREFIX', { infer: true });
            return (table) => tableName(prefix, table);
          },
        },
        { provide: TABLES, useValue: tables },
        DynamoDbLifecycle,
      ],
      exports: [DynamoDBDocumentClient, TABLE_NAME],
    };
  }
}
