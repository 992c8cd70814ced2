import { AuthModule } from '@gatehouse/auth';
import { throttlingTable, usersTable } from '@gatehouse/dynamodb';
import { DynamoDbModule } from '@gatehouse/service';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { guardOptions } from './config';
import { UsersModule } from './users/users.module';

@Module({
  imports: [
    DynamoDbModule.forTables(usersTable, throttlingTable),
    AuthModule.forRootAsync({ inject: [ConfigService], useFactory: guardOptions }),
    UsersModule,
  ],
})
export class AppModule {}
