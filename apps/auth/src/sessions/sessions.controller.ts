import { CurrentPrincipal, type Principal } from '@gatehouse/auth';
import { Controller, Delete, Get, Header, HttpCode, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../request-context/current-request';
import { type RequestContext } from '../request-context/request-context';
import { FirstPartyOnly } from '../first-party/first-party.guard';
import { UserNotFoundError } from '../users/user.errors';
import { UsersService } from '../users/users.service';
import { ownerOf } from './session-owner';
import {
  type CurrentSessionResponse,
  currentSessionResponse,
  type SessionsResponse,
  sessionsResponse,
  toCurrentSession,
  toSessionResponse,
} from './session.response';
import { SessionsService } from './sessions.service';

@ApiTags('sessions')
@ApiBearerAuth()
@FirstPartyOnly()
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
  ) {}

  @Get()
  @ApiOperation({ summary: "The caller's sessions and the offline access of clients, newest first" })
  @ApiResponse({ status: 200, standardSchema: sessionsResponse })
  async list(@CurrentPrincipal() principal: Principal): Promise<SessionsResponse> {
    return { items: (await this.sessions.list(ownerOf(principal))).map(toSessionResponse) };
  }

  @Get('current')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Who is signed in, for a page that cannot read its access token' })
  @ApiResponse({ status: 200, standardSchema: currentSessionResponse })
  async current(@CurrentPrincipal() principal: Principal): Promise<CurrentSessionResponse> {
    const user = await this.users.findById(principal.subject);
    if (!user) throw new UserNotFoundError();
    return toCurrentSession(principal, user);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'End all sessions and all offline access, except the session of the access token' })
  @ApiResponse({ status: 204, description: 'Ended.' })
  async endOthers(@CurrentPrincipal() principal: Principal, @CurrentRequest() context: RequestContext): Promise<void> {
    await this.sessions.endOthers(ownerOf(principal), principal.subject, context);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a session or offline access, and all that was issued in it' })
  @ApiResponse({ status: 204, description: 'Ended.' })
  @ApiResponse({ status: 404, description: 'There is no such session of the caller.' })
  async end(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @CurrentRequest() context: RequestContext,
  ): Promise<void> {
    await this.sessions.end(ownerOf(principal), id, principal.subject, context);
  }
}
