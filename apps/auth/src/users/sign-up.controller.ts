import { Public } from '@gatehouse/auth';
import { Body, Controller, Headers, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../request-context/current-request';
import { type RequestContext } from '../request-context/request-context';
import { signUpKeyOf, signUpRequest, type SignUpRequest } from './user.requests';
import { profileResponse, type ProfileResponse, toProfile } from './user.responses';
import { UsersService } from './users.service';

@ApiTags('Account')
@Controller('auth/signup')
export class SignUpController {
  constructor(private readonly users: UsersService) {}

  @Public()
  @Post()
  @ApiOperation({ summary: 'Open an account' })
  @ApiHeader({
    name: 'Idempotency-Key',
    description:
      '16 to 255 characters. The same sign-up, repeated under the same key within a day, gets the same answer.',
  })
  @ApiResponse({ status: 201, standardSchema: profileResponse })
  @ApiResponse({ status: 400, description: 'Names every field at fault.' })
  @ApiResponse({ status: 409, description: 'The username is taken.' })
  @ApiResponse({ status: 429, description: 'Too many sign-ups from this address; Retry-After says when to come back.' })
  async signUp(
    @Body({ schema: signUpRequest }) body: SignUpRequest,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @CurrentRequest() context: RequestContext,
  ): Promise<ProfileResponse> {
    return toProfile(await this.users.signUp({ ...body, idempotencyKey: signUpKeyOf(idempotencyKey) }, context));
  }
}
