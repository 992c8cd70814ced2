import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Inject, Injectable } from '@nestjs/common';
import { KnownDeviceStore } from './known-device.store';

@Injectable()
export class DynamoDbKnownDeviceStore extends KnownDeviceStore {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBDocumentClient,
    @Inject(TABLE_NAME) nameOf: TableName,
  ) {
    super();
    this.table = nameOf('throttling');
  }

  async remember(digest: string, until: number): Promise<void> {
    await this.client.send(
      new PutCommand({ TableName: this.table, Item: { pk: `known#${digest}`, expiresAt: Math.floor(until / 1000) } }),
    );
  }

  async isKnown(digest: string): Promise<boolean> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { pk: `known#${digest}` }, ConsistentRead: true }),
    );
    return typeof Item?.['expiresAt'] === 'number' && Item['expiresAt'] * 1000 > Date.now();
  }
}
