import { Module } from '@nestjs/common';
import { RegistryModule } from '../../authorization/registry.module';
import { SessionsModule } from '../../sessions/sessions.module';
import { UsersModule } from '../../users/users.module';
import { OidcModule } from '../oidc.module';
import { OidcServer } from '../oidc-server';
import { Interactions } from './interactions';
import { InteractionsController } from './interactions.controller';

@Module({
  imports: [OidcModule, RegistryModule, SessionsModule, UsersModule],
  controllers: [InteractionsController],
  providers: [
    { provide: Interactions, inject: [OidcServer], useFactory: (server: OidcServer) => new Interactions(server) },
  ],
})
export class InteractionsModule {}
