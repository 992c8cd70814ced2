import { AccountModule } from './account/account.module';
import { AuthModule, type Principal } from '@gatehouse/auth';
import { DynamoDbModule } from '@gatehouse/service';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AuditTrailModule } from './audit/audit-trail.module';
import { AuthorizationModule } from './authorization/authorization.module';
import { card } from './card';
import { guardOptions } from './config';
import { LoginModule } from './login/login.module';
import { type OidcEnvironment } from './oidc/config';
import { type TokenClaims, TokenStanding } from './oidc/access-tokens/standing';
import { InteractionsModule } from './oidc/interactions/interactions.module';
import { ClientsModule } from './oidc/clients/clients.module';
import { OidcModule } from './oidc/oidc.module';
import { SessionsModule } from './sessions/sessions.module';
import { type KeyPolicy } from './signing-keys/key-schedule';
import { KeysModule } from './signing-keys/keys.module';
import { ownKeys } from './signing-keys/own-keys';
import { SigningKeys } from './signing-keys/signing-keys';
import { KEY_POLICY, SigningKeysModule } from './signing-keys/signing-keys.module';
import { UsersModule } from './users/users.module';

@Module({
  imports: [
    DynamoDbModule.forCard(card),
    AuthModule.forRootAsync({
      imports: [OidcModule, SigningKeysModule],
      inject: [ConfigService, SigningKeys, KEY_POLICY, TokenStanding],
      useFactory: (
        config: ConfigService<OidcEnvironment, true>,
        keys: SigningKeys,
        policy: KeyPolicy,
        standing: TokenStanding,
      ) => {
        const options = guardOptions(config);
        return {
          ...options,
          ...ownKeys(options.issuers[0].jwksUri, keys, policy),
          // Other services accept a token until it expires; here it manages the account.
          isRevoked: async ({ claims }: Principal) => !(await standing.isGood(claims as unknown as TokenClaims)),
        };
      },
    }),
    UsersModule,
    AccountModule,
    AuditTrailModule,
    AuthorizationModule,
    ClientsModule,
    KeysModule,
    OidcModule,
    InteractionsModule,
    LoginModule,
    SessionsModule,
  ],
})
export class AppModule {}
