import { CurrentPrincipal, type Principal, RequireRoles } from '@gatehouse/auth';
import { Body, Controller, Get, Header, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../audit/current-request';
import { type RequestContext } from '../audit/request-context';
import { UserNotFoundError } from './user.errors';
import {
  changePasswordRequest,
  type ChangePasswordRequest,
  changeProfileRequest,
  type ChangeProfileRequest,
} from './user.requests';
import { type ProfileResponse, toProfile } from './user.responses';
import { UsersService } from './users.service';

/** The caller's own account. Every role may, and every person has one: what it keeps out is a client that acts for nobody. */
@ApiTags('Account')
@ApiBearerAuth()
@RequireRoles('user', 'moderator', 'admin')
@Controller('auth/me')
export class ProfileController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async profile(@CurrentPrincipal() principal: Principal): Promise<ProfileResponse> {
    const user = await this.users.findById(principal.subject);
    if (!user) throw new UserNotFoundError();
    return toProfile(user);
  }

  @Patch()
  @Header('Cache-Control', 'no-store')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: changeProfileRequest }) body: ChangeProfileRequest,
    @CurrentRequest() context: RequestContext,
  ): Promise<ProfileResponse> {
    return toProfile(await this.users.changeProfile(principal.subject, body, context));
  }

  @Put('password')
  @HttpCode(204)
  async changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: changePasswordRequest }) body: ChangePasswordRequest,
    @CurrentRequest() context: RequestContext,
  ): Promise<void> {
    await this.users.changePassword(principal.subject, body, context);
  }
}
