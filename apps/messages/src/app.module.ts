import { AuthModule } from '@gatehouse/auth';
import { messagesTable } from '@gatehouse/dynamodb';
import { DynamoDbModule, issuersOf } from '@gatehouse/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { type MessagesConfig } from './config';
import { MessagesModule } from './messages/messages.module';

@Module({})
export class AppModule {
  static forEnvironment(config: MessagesConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AuthModule.forRoot({ issuers: issuersOf(config), realm: 'messages', resource: '/messages' }),
        DynamoDbModule.forTables(messagesTable),
        MessagesModule.forEnvironment(config),
      ],
    };
  }
}
