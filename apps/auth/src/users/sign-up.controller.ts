import { Public } from '@gatehouse/auth';
import { Body, Controller, Header, Headers, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../audit/current-request';
import { type RequestContext } from '../audit/request-context';
import { signUpRequest, type SignUpRequest } from './user.requests';
import { type ProfileResponse, toProfile } from './user.responses';
import { UsersService } from './users.service';

@ApiTags('Account')
@Controller('auth/signup')
export class SignUpController {
  constructor(private readonly users: UsersService) {}

  @Public()
  @Post()
  @Header('Cache-Control', 'no-store')
  async signUp(
    @Body({ schema: signUpRequest }) body: SignUpRequest,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @CurrentRequest() context: RequestContext,
  ): Promise<ProfileResponse> {
    return toProfile(await this.users.signUp({ ...body, idempotencyKey }, context));
  }
}
