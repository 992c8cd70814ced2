import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { type MessagesConfig } from '../config';
import { Cursors } from './cursor';
import { DynamoDbMessageStore } from './dynamodb-message.store';
import { PublicFeedController, TenantFeedController } from './feed.controller';
import { MessageIds } from './message-id';
import { MessageStore } from './message.store';
import { MessageStream } from './message-stream';
import { MessagesController } from './messages.controller';
import { MessagesService } from './messages.service';
import { PublicStreamController, TenantStreamController } from './stream.controller';
import { Tenants } from './tenants';

/** Routes in this order: `mine` and `stream` are no ids. */
function controllersFor({ TENANT_CLAIM, LIVE_STREAM }: MessagesConfig): Type[] {
  const [feed, stream] =
    TENANT_CLAIM === undefined
      ? [PublicFeedController, PublicStreamController]
      : [TenantFeedController, TenantStreamController];
  return [MessagesController, ...(LIVE_STREAM === 'on' ? [stream] : []), feed];
}

@Module({})
export class MessagesModule {
  static forEnvironment(config: MessagesConfig): DynamicModule {
    return {
      module: MessagesModule,
      controllers: controllersFor(config),
      providers: [
        MessagesService,
        MessageStream,
        { provide: MessageStore, useClass: DynamoDbMessageStore },
        { provide: MessageIds, useValue: new MessageIds(config.FEED_SHARDS) },
        { provide: Cursors, useValue: new Cursors(config.CURSOR_KEY) },
        { provide: Tenants, useValue: new Tenants(config.TENANT_CLAIM) },
      ],
    };
  }
}
