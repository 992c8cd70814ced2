import { AuthModule } from '@gatehouse/auth';
import { DynamoDbModule } from '@gatehouse/service';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AuthorizationModule } from './authorization/authorization.module';
import { card } from './card';
import { guardOptions } from './config';
import { type IssuerEnvironment } from './settings';
import { LoginModule } from './login/login.module';
import { OidcModule } from './oidc/oidc.module';
import { SessionsModule } from './sessions/sessions.module';
import { type KeyPolicy } from './signing-keys/key-schedule';
import { ownKeys } from './signing-keys/own-keys';
import { SigningKeys } from './signing-keys/signing-keys';
import { KEY_POLICY, SigningKeysModule } from './signing-keys/signing-keys.module';
import { UsersModule } from './users/users.module';

@Module({
  imports: [
    DynamoDbModule.forCard(card),
    AuthModule.forRootAsync({
      imports: [SigningKeysModule],
      inject: [ConfigService, SigningKeys, KEY_POLICY],
      useFactory: (config: ConfigService<IssuerEnvironment, true>, keys: SigningKeys, policy: KeyPolicy) => {
        const options = guardOptions(config);
        return { ...options, ...ownKeys(options.issuers[0].jwksUri, keys, policy) };
      },
    }),
    UsersModule,
    AuthorizationModule,
    OidcModule,
    LoginModule,
    SessionsModule,
  ],
})
export class AppModule {}
