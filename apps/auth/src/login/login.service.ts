import { Injectable } from '@nestjs/common';
import { type RequestContext } from '../request-context/request-context';
import { type IssuedTokens, TokenIssuer } from '../oidc/token-issuer';
import { SessionsService } from '../sessions/sessions.service';
import { KnownDevices } from '../throttling/known-devices.service';
import { UsersService } from '../users/users.service';
import { type LoginRequest } from '../users/user.requests';

/** Sign-in of the first-party client, without a redirect. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersService,
    private readonly tokens: TokenIssuer,
    private readonly devices: KnownDevices,
    private readonly sessions: SessionsService,
  ) {}

  /** The tokens, and the token of the device, by which it is known from now on. */
  async login(
    { username, password, scope }: LoginRequest,
    context: RequestContext,
  ): Promise<{ tokens: IssuedTokens; device: string }> {
    const proven = await this.users.authenticate(username, password, context);
    const { id } = proven.user;
    await this.sessions.bound(id, context);
    const [tokens, device] = await Promise.all([
      this.tokens.issue(proven, scope?.split(' ')),
      this.devices.remember(context.device, id),
    ]);
    return { tokens, device };
  }
}
