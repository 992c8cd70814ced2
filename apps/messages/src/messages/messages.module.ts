import { type DynamicModule, Module } from '@nestjs/common';
import { type MessagesConfig } from '../config';
import { Cursors } from './cursor';
import { DynamoDbMessageStore } from './dynamodb-message.store';
import { PublicFeedController, TenantFeedController } from './feed.controller';
import { MessageIds } from './message-id';
import { MessageStore } from './message.store';
import { MessagesController } from './messages.controller';
import { MessagesService } from './messages.service';
import { Tenants } from './tenants';

@Module({})
export class MessagesModule {
  static forEnvironment(config: MessagesConfig): DynamicModule {
    return {
      module: MessagesModule,
      // In this order: `/messages/mine` is no id.
      controllers: [
        MessagesController,
        config.TENANT_CLAIM === undefined ? PublicFeedController : TenantFeedController,
      ],
      providers: [
        MessagesService,
        { provide: MessageStore, useClass: DynamoDbMessageStore },
        { provide: MessageIds, useValue: new MessageIds(config.FEED_SHARDS) },
        { provide: Cursors, useValue: new Cursors(config.CURSOR_KEY) },
        { provide: Tenants, useValue: new Tenants(config.TENANT_CLAIM) },
      ],
    };
  }
}
