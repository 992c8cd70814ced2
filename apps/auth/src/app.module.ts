import { AuthModule } from '@gatehouse/auth';
import { oidcTable, throttlingTable, usersTable } from '@gatehouse/dynamodb';
import { DynamoDbModule } from '@gatehouse/service';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { guardOptions } from './config';
import { LoginModule } from './login/login.module';
import { OidcModule } from './oidc/oidc.module';
import { SessionsModule } from './sessions/sessions.module';
import { UsersModule } from './users/users.module';

@Module({
  imports: [
    DynamoDbModule.forTables(usersTable, throttlingTable, oidcTable),
    AuthModule.forRootAsync({ inject: [ConfigService], useFactory: guardOptions }),
    UsersModule,
    OidcModule,
    LoginModule,
    SessionsModule,
  ],
})
export class AppModule {}
