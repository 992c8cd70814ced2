import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module';
import { UsersModule } from '../users/users.module';
import { AccountService } from './account.service';
import { AccountsController } from './accounts.controller';
import { ProfileController } from './profile.controller';

@Module({
  imports: [SessionsModule, UsersModule],
  controllers: [ProfileController, AccountsController],
  providers: [AccountService],
})
export class AccountModule {}
