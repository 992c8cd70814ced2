import { CurrentPrincipal, type Principal, Public } from '@gatehouse/auth';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../request-context/current-request';
import { type RequestContext } from '../request-context/request-context';
import { type IssuerEnvironment } from '../settings';
import { type IssuedTokens } from '../oidc/token-issuer';
import { forgetTokenCookies } from '../oidc/cookies/token-cookies';
import { ownerOf } from '../sessions/session-owner';
import { SessionsService } from '../sessions/sessions.service';
import { giveDeviceToken } from '../request-context/device-token';
import { FirstPartyOnly } from '../first-party/first-party.guard';
import { loginRequest, type LoginRequest } from '../users/user.requests';
import { loginResponse } from './login.response';
import { LoginService } from './login.service';

@ApiTags('sign-in')
@Controller('auth')
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: SessionsService,
    private readonly config: ConfigService<IssuerEnvironment, true>,
  ) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with username and password' })
  @ApiResponse({ status: 200, standardSchema: loginResponse })
  @ApiResponse({ status: 401, description: 'Username or password is wrong.' })
  @ApiResponse({ status: 429, description: 'Too many attempts; Retry-After says when to come back.' })
  async login(
    @Body({ schema: loginRequest }) body: LoginRequest,
    @CurrentRequest() context: RequestContext,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<IssuedTokens> {
    const { tokens, device } = await this.logins.login(body, context);
    giveDeviceToken(response, device, this.config.get('AUTH_ISSUER', { infer: true }).startsWith('https:'));
    return tokens;
  }

  @Post('logout')
  @HttpCode(204)
  @FirstPartyOnly()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'End the session of the access token, and its refresh token with it' })
  @ApiResponse({ status: 204, description: 'Ended; the access token itself expires within 5 minutes.' })
  async logout(
    @CurrentPrincipal() principal: Principal,
    @CurrentRequest() context: RequestContext,
    @Req() request: IncomingMessage,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    await this.sessions.logout(ownerOf(principal), context);
    if (this.config.get('AUTH_COOKIES', { infer: true }) === 'on') forgetTokenCookies(request, response);
  }
}
