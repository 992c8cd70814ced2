import { BackgroundWork, TABLE_NAME, type TableName } from '@gatehouse/service';
import { createDynamoDbClient } from '@gatehouse/dynamodb';
import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AuditLog } from './audit';
import { AuditStore } from './audit.store';
import { AuditTrail } from './audit-trail';
import { type AuditEnvironment } from './config';
import { DynamoDbAuditStore } from './dynamodb-audit.store';

const CLIENT = Symbol('CLIENT');
type Client = ReturnType<typeof createDynamoDbClient>;

@Global()
@Module({
  providers: [
    AuditLog,
    {
      provide: CLIENT,
      inject: [ConfigService],
      // Apart from the other tables': their connections and retries must not be used up by a table that throttles.
      useFactory: (config: ConfigService<{ DYNAMODB_ENDPOINT?: string }, true>) =>
        createDynamoDbClient({ endpoint: config.get('DYNAMODB_ENDPOINT', { infer: true }) }),
    },
    {
      provide: AuditStore,
      inject: [CLIENT, TABLE_NAME, ConfigService],
      useFactory: (client: Client, nameOf: TableName, config: ConfigService<AuditEnvironment, true>) =>
        new DynamoDbAuditStore(client, nameOf('audit'), config.get('AUDIT_RETENTION_DAYS', { infer: true })),
    },
    {
      provide: AuditTrail,
      inject: [AuditStore, BackgroundWork],
      useFactory: (store: AuditStore, background: BackgroundWork) =>
        new AuditTrail(store, background, new Logger('AuditTrail')),
    },
  ],
  exports: [AuditLog, AuditTrail],
})
export class AuditModule implements OnApplicationShutdown {
  constructor(@Inject(CLIENT) private readonly client: Client) {}

  onApplicationShutdown(): void {
    this.client.destroy();
  }
}
