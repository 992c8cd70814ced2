import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module';
import { ApisController } from './apis.controller';
import { AuthorizationService } from './authorization.service';
import { RegistryModule } from './registry.module';
import { RolesController } from './roles.controller';

@Module({
  imports: [RegistryModule, UsersModule],
  controllers: [ApisController, RolesController],
  providers: [AuthorizationService],
  exports: [AuthorizationService],
})
export class AuthorizationModule {}
