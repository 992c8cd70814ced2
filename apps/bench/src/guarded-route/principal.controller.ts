import { Controller, Get } from '@nestjs/common';
import { CurrentPrincipal, type Principal } from '@gatehouse/auth';

@Controller()
export class PrincipalController {
  @Get('profile')
  profile(@CurrentPrincipal() principal: Principal) {
    return { subject: principal.subject };
  }
}
