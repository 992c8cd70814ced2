import { Module } from '@nestjs/common';
import { OidcModule } from '../oidc/oidc.module';
import { SessionsModule } from '../sessions/sessions.module';
import { UsersModule } from '../users/users.module';
import { LoginController } from './login.controller';
import { LoginService } from './login.service';

@Module({
  imports: [OidcModule, SessionsModule, UsersModule],
  controllers: [LoginController],
  providers: [LoginService],
})
export class LoginModule {}
