import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient, tableName } from '@gatehouse/dynamodb';
import type { ServiceCard } from '@gatehouse/service-card';
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

/** Injection token for the full names of this service's tables: a function from the name in the card. */
export const TABLE_NAME = Symbol('TABLE_NAME');
/** The type behind `TABLE_NAME`. Throws for a table that the card does not name. */
export type TableName = (table: string) => string;

const TABLES = Symbol('TABLES');

@Injectable()
class DynamoDbLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly readiness: Readiness,
    @Inject(TABLE_NAME) private readonly nameOf: TableName,
    @Inject(TABLES) private readonly tables: readonly string[],
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
  /** For the tables of the service's card. */
  static forCard(card: Pick<ServiceCard, 'name' | 'tables'>): DynamicModule {
    const tables = card.tables.map(({ name }) => name);
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
            return (table) => {
              if (tables.includes(table)) return tableName(prefix, table);
              throw new Error(`apps/${card.name}/service.json names no table ${table}: add it there.`);
            };
          },
        },
        { provide: TABLES, useValue: tables },
        DynamoDbLifecycle,
      ],
      exports: [DynamoDBDocumentClient, TABLE_NAME],
    };
  }
}
