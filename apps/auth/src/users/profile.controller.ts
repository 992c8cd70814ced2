import { CurrentPrincipal, type Principal, RequireRoles } from '@gatehouse/auth';
import { Body, Controller, Get, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../audit/current-request';
import { type RequestContext } from '../audit/request-context';
import { FirstPartyOnly } from './first-party.guard';
import { UserNotFoundError } from './user.errors';
import {
  changePasswordRequest,
  type ChangePasswordRequest,
  changeProfileRequest,
  type ChangeProfileRequest,
} from './user.requests';
import { profileResponse, type ProfileResponse, toProfile } from './user.responses';
import { UsersService } from './users.service';

/** The caller's own account. Every role may, and every person has one: what it keeps out is a client that acts for nobody. */
@ApiTags('Account')
@ApiBearerAuth()
@FirstPartyOnly()
@RequireRoles('user', 'moderator', 'admin')
@Controller('auth/me')
export class ProfileController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({ summary: "The caller's profile" })
  @ApiResponse({ status: 200, standardSchema: profileResponse })
  async profile(@CurrentPrincipal() principal: Principal): Promise<ProfileResponse> {
    const user = await this.users.findById(principal.subject);
    if (!user) throw new UserNotFoundError();
    return toProfile(user);
  }

  @Patch()
  @ApiOperation({ summary: 'Change name or e-mail address; null removes the address' })
  @ApiResponse({ status: 200, standardSchema: profileResponse })
  async change(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: changeProfileRequest }) body: ChangeProfileRequest,
    @CurrentRequest() context: RequestContext,
  ): Promise<ProfileResponse> {
    return toProfile(await this.users.changeProfile(principal.subject, body, context));
  }

  @Put('password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change the password' })
  @ApiResponse({ status: 204, description: 'Changed.' })
  @ApiResponse({ status: 403, description: 'The current password is wrong.' })
  @ApiResponse({ status: 429, description: 'Too many wrong ones; Retry-After says when to come back.' })
  async changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: changePasswordRequest }) body: ChangePasswordRequest,
    @CurrentRequest() context: RequestContext,
  ): Promise<void> {
    await this.users.changePassword(principal.subject, body, context);
  }
}
