import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module';
import { UsersModule } from '../users/users.module';
import { AccountService } from './account.service';
import { ProfileController } from './profile.controller';

@Module({
  imports: [SessionsModule, UsersModule],
  controllers: [ProfileController],
  providers: [AccountService],
})
export class AccountModule {}
