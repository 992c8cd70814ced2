import { AuthModule } from '@gatehouse/auth';
import { DynamoDbModule, guardOptions } from '@gatehouse/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { card } from './card';
import { type MessagesConfig } from './config';
import { MessagesModule } from './messages/messages.module';

@Module({})
export class AppModule {
  static forEnvironment(config: MessagesConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AuthModule.forRoot(guardOptions(card, config)),
        DynamoDbModule.forCard(card),
        MessagesModule.forEnvironment(config),
      ],
    };
  }
}
