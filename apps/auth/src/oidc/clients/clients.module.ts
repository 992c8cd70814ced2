import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/users.module';
import { OidcModule } from '../oidc.module';
import { ClientsController } from './clients.controller';

@Module({ imports: [OidcModule, UsersModule], controllers: [ClientsController] })
export class ClientsModule {}
