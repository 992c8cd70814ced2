import { Module } from '@nestjs/common';
import { RegistryModule } from '../authorization/registry.module';
import { AuditModule } from '../audit/audit.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { ThrottlingModule } from '../throttling/throttling.module';
import { AccountStates } from './account-states.service';
import { Administrators } from './administrators.service';
import { DynamoDbUserStore } from './dynamodb-user.store';
import { PasswordProof } from './password-proof.service';
import { RolesService } from './roles.service';
import { SignUpController } from './sign-up.controller';
import { UserStore } from './user.store';
import { UsersController } from './users.controller';
import { UsersService } from './users.service';

@Module({
  imports: [AuditModule, RegistryModule, PasswordsModule, ThrottlingModule],
  controllers: [SignUpController, UsersController],
  providers: [
    UsersService,
    AccountStates,
    Administrators,
    RolesService,
    PasswordProof,
    { provide: UserStore, useClass: DynamoDbUserStore },
  ],
  exports: [UsersService, AccountStates, Administrators, RolesService, ThrottlingModule],
})
export class UsersModule {}
