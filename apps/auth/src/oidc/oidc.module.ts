import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Logger, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { RegistryCache } from '@gatehouse/authorization';
import { AuditLog } from '../audit/audit';
import { RegistryModule } from '../authorization/registry.module';
import { type OidcEnvironment } from './config';
import { SigningKeys } from '../signing-keys/signing-keys';
import { type KeyPolicy } from '../signing-keys/key-schedule';
import { KEY_POLICY, SigningKeysModule } from '../signing-keys/signing-keys.module';
import { UsersModule } from '../users/users.module';
import { UsersService } from '../users/users.service';
import { ClientsService } from './clients/clients.service';
import { webOrigins } from './config';
import { OidcServer } from './oidc-server';
import { recordEvents, reuseEvent } from './audit-events';
import { type UserDirectory } from './account';
import { SharedReads } from './storage/shared-reads';
import { OidcItems } from './storage/oidc-items';
import { handleErrors } from './oidc-errors';
import { SingleUse } from './rotation/single-use';
import { TokenStanding } from './access-tokens/standing';
import { TokenIssuer } from './token-issuer';

/** Many requests about one user at once read the user a few times. */
function sharing(users: UserDirectory): UserDirectory {
  const reads = new SharedReads((id) => users.findById(id));
  return { findById: (id) => reads.get(id) };
}

@Module({
  imports: [RegistryModule, UsersModule, SigningKeysModule],
  providers: [
    ClientsService,
    {
      provide: OidcItems,
      inject: [DynamoDBDocumentClient, TABLE_NAME],
      useFactory: (client: DynamoDBDocumentClient, nameOf: TableName) => new OidcItems(client, nameOf('oidc')),
    },
    {
      provide: OidcServer,
      inject: [ConfigService, OidcItems, UsersService, SigningKeys, KEY_POLICY, AuditLog, RegistryCache, TokenStanding],
      useFactory: (
        config: ConfigService<OidcEnvironment, true>,
        items: OidcItems,
        users: UsersService,
        keys: SigningKeys,
        policy: KeyPolicy,
        audit: AuditLog,
        registry: RegistryCache,
        standing: TokenStanding,
      ) => {
        const issuer = config.get('AUTH_ISSUER', { infer: true });
        const grace = config.get('REFRESH_GRACE_SECONDS', { infer: true }) * 1000;
        return new OidcServer(
          {
            issuer,
            audience: config.get('AUTH_AUDIENCE', { infer: true }),
            registry,
            hasCookies: config.get('AUTH_COOKIES', { infer: true }) === 'on',
            webOrigins: webOrigins(issuer, config.get('WEB_ORIGINS', { infer: true })),
            items,
            users: sharing(users),
            standing,
            audit,
            singleUse: new SingleUse(items, grace, (reuse) => audit.record(reuseEvent(reuse))),
          },
          keys,
          policy,
          (provider) => {
            recordEvents(provider, audit);
            handleErrors(provider, new Logger('OidcProvider'));
          },
        );
      },
    },
    {
      provide: TokenStanding,
      inject: [OidcItems, UsersService],
      useFactory: (items: OidcItems, users: UsersService) => new TokenStanding(items, sharing(users)),
    },
    { provide: TokenIssuer, inject: [OidcServer], useFactory: (server: OidcServer) => new TokenIssuer(server) },
  ],
  exports: [ClientsService, OidcItems, OidcServer, TokenIssuer, TokenStanding],
})
export class OidcModule {}
