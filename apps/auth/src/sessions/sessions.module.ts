import { Logger, Module } from '@nestjs/common';
import { OidcModule } from '../oidc/oidc.module';
import { OidcServer } from '../oidc/oidc-server';
import { OidcItems } from '../oidc/storage/oidc-items';
import { OidcSessionStore } from './oidc-session.store';
import { UsersModule } from '../users/users.module';
import { SessionStore } from './session.store';
import { SessionsController } from './sessions.controller';
import { SessionsService } from './sessions.service';

@Module({
  imports: [OidcModule, UsersModule],
  controllers: [SessionsController],
  providers: [
    SessionsService,
    {
      provide: SessionStore,
      inject: [OidcItems, OidcServer],
      useFactory: (items: OidcItems, server: OidcServer) => new OidcSessionStore(items, server, new Logger('Sessions')),
    },
  ],
  exports: [SessionsService],
})
export class SessionsModule {}
