import { CurrentPrincipal, type Principal, RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { FirstPartyOnly } from '../first-party/first-party.guard';
import { type Change, CurrentChange, operator } from '../preconditions/change';
import { etagHeader, etagOf, NeedsIfMatch } from '../preconditions/if-match';
import { ownerOf } from '../sessions/session-owner';
import { sessionId, type SessionsResponse, sessionsResponse, toSessionResponse } from '../sessions/session.response';
import { NowAdministrator } from '../users/administrator.guard';
import { setDisabledRequest, type SetDisabledRequest, userId } from '../users/user.requests';
import { toUser, userResponse, type UserResponse } from '../users/user.responses';
import { newPasswordResponse, type NewPasswordResponse } from './account.responses';
import { AccountService } from './account.service';

/** What administrators do to the accounts of others. */
@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('users:manage')
@Controller('auth/users/:id')
export class AccountsController {
  constructor(private readonly account: AccountService) {}

  @Put('disabled')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Disable an account, which ends all that is signed in, or enable it again' })
  @ApiResponse({ status: 200, standardSchema: userResponse, headers: etagHeader })
  @ApiResponse({ status: 404, description: 'There is no such user.' })
  @ApiResponse({ status: 409, description: "It is the caller's own account, or that of the last administrator." })
  async setDisabled(
    @Param('id', { schema: userId }) id: string,
    @Body({ schema: setDisabledRequest }) { disabled }: SetDisabledRequest,
    @CurrentChange() { actorId, ifMatch, context }: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    const change = disabled ? this.account.disable.bind(this.account) : this.account.enable.bind(this.account);
    const user = await change(id, actorId ?? operator, context, ifMatch);
    response.set('ETag', etagOf(user));
    return toUser(user);
  }

  @Post('password-reset')
  @HttpCode(200)
  @FirstPartyOnly()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Give an account a random password, which ends all that is signed in' })
  @ApiResponse({
    status: 200,
    standardSchema: newPasswordResponse,
    headers: etagHeader,
    description: 'The one time that the password is shown.',
  })
  @ApiResponse({ status: 404, description: 'There is no such user.' })
  @ApiResponse({ status: 409, description: "It is the caller's own account." })
  async resetPassword(
    @Param('id', { schema: userId }) id: string,
    @CurrentChange() { actorId, ifMatch, context }: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<NewPasswordResponse> {
    const { user, password } = await this.account.resetPassword(id, actorId ?? operator, context, ifMatch);
    response.set('ETag', etagOf(user));
    return { username: user.username, password };
  }

  @Get('sessions')
  @NowAdministrator()
  @ApiOperation({ summary: 'The sessions of a user and the offline access of clients, newest first' })
  @ApiResponse({ status: 200, standardSchema: sessionsResponse, headers: etagHeader })
  @ApiResponse({ status: 404, description: 'There is no such user.' })
  async sessions(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: userId }) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionsResponse> {
    const { user, sessions } = await this.account.sessionsOf(id, ownerOf(principal).sid);
    response.set('ETag', etagOf(user));
    return { items: sessions.map(toSessionResponse) };
  }

  @Delete('sessions')
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'End everything that a user is signed in with, requests under way included' })
  @ApiResponse({ status: 204, description: 'Ended.', headers: etagHeader })
  @ApiResponse({ status: 404, description: 'There is no such user.' })
  async endSessions(
    @Param('id', { schema: userId }) id: string,
    @CurrentChange() { actorId, ifMatch, context }: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    response.set('ETag', etagOf(await this.account.signOut(id, actorId ?? operator, context, ifMatch)));
  }

  @Delete('sessions/:session')
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'End a session or offline access of a user, and all that was issued in it' })
  @ApiResponse({ status: 204, description: 'Ended.' })
  @ApiResponse({ status: 404, description: 'There is no such user, or no such session of the user.' })
  async endSession(
    @Param('id', { schema: userId }) id: string,
    @Param('session', { schema: sessionId }) session: string,
    @CurrentChange() { actorId, ifMatch, context }: Change,
  ): Promise<void> {
    await this.account.endSession(id, session, actorId ?? operator, context, ifMatch);
  }
}
