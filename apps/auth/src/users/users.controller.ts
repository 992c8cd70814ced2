import { CurrentPrincipal, type Principal, RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Get, Header, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../audit/current-request';
import { type RequestContext } from '../audit/request-context';
import { RolesService } from './roles.service';
import { listUsersQuery, type ListUsersQuery, setRolesRequest, type SetRolesRequest, userId } from './user.requests';
import { type ProfileResponse, toProfile, toUsers, type UsersResponse } from './user.responses';

@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('users:manage')
@Controller('auth/users')
export class UsersController {
  constructor(private readonly roles: RolesService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async list(@Query({ schema: listUsersQuery }) { limit, cursor }: ListUsersQuery): Promise<UsersResponse> {
    return toUsers(await this.roles.list(limit, cursor));
  }

  @Put(':id/roles')
  @Header('Cache-Control', 'no-store')
  async setRoles(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: userId }) id: string,
    @Body({ schema: setRolesRequest }) body: SetRolesRequest,
    @CurrentRequest() context: RequestContext,
  ): Promise<ProfileResponse> {
    return toProfile(await this.roles.setRoles(principal.subject, id, body.roles, context));
  }
}
