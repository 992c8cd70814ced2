import { principalOf } from '@gatehouse/auth';
import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { Administrators } from './administrators.service';

@Injectable()
class AdministratorGuard implements CanActivate {
  constructor(private readonly administrators: Administrators) {}

  async canActivate(context: ExecutionContext): Promise<true> {
    const request: object = context.switchToHttp().getRequest();
    await this.administrators.mustBeOne(principalOf(request)?.subject ?? '');
    return true;
  }
}

/**
 * Keeps a route for who is an administrator now: a token says so for minutes after it has ended. Changes ask for themselves,
 * so that the audit trail has what was refused.
 */
export function NowAdministrator(): MethodDecorator {
  return applyDecorators(UseGuards(AdministratorGuard));
}
