import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { authorizationTable, DynamoDbRegistryStore, RegistryCache, RegistryStore } from '@gatehouse/authorization';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Module } from '@nestjs/common';

/** Which APIs, scopes and roles there are: the store, and what requests see of it. */
@Module({
  providers: [
    {
      provide: RegistryStore,
      inject: [DynamoDBDocumentClient, TABLE_NAME],
      useFactory: (client: DynamoDBDocumentClient, nameOf: TableName) =>
        new DynamoDbRegistryStore(client, nameOf(authorizationTable)),
    },
    { provide: RegistryCache, inject: [RegistryStore], useFactory: (store: RegistryStore) => new RegistryCache(store) },
  ],
  exports: [RegistryStore, RegistryCache],
})
export class RegistryModule {}
