import { CurrentPrincipal, type Principal } from '@gatehouse/auth';
import { Body, Controller, Get, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../request-context/current-request';
import { type RequestContext } from '../request-context/request-context';
import { FirstPartyOnly } from '../first-party/first-party.guard';
import { UserNotFoundError } from '../users/user.errors';
import {
  changePasswordRequest,
  type ChangePasswordRequest,
  changeProfileRequest,
  type ChangeProfileRequest,
} from '../users/user.requests';
import { profileResponse, type ProfileResponse, toProfile } from '../users/user.responses';
import { UsersService } from '../users/users.service';
import { AccountService } from './account.service';

/** The caller's own account. Any role will do. The own client has no grant without a user, so its tokens are always a user's. */
@ApiTags('Account')
@ApiBearerAuth()
@FirstPartyOnly()
@Controller('auth/me')
export class ProfileController {
  constructor(
    private readonly users: UsersService,
    private readonly account: AccountService,
  ) {}

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
  @ApiOperation({ summary: 'Change the password, and end everything that was signed in before' })
  @ApiResponse({ status: 204, description: 'Changed.' })
  @ApiResponse({ status: 403, description: 'The current password is wrong.' })
  @ApiResponse({ status: 429, description: 'Too many wrong ones; Retry-After says when to come back.' })
  async changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: changePasswordRequest }) body: ChangePasswordRequest,
    @CurrentRequest() context: RequestContext,
  ): Promise<void> {
    await this.account.changePassword(principal.subject, body, context);
  }
}
