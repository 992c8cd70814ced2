import { CurrentPrincipal, type Principal, RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../request-context/current-request';
import { type RequestContext } from '../request-context/request-context';
import { RolesService } from './roles.service';
import { listUsersQuery, type ListUsersQuery, setRolesRequest, type SetRolesRequest, userId } from './user.requests';
import {
  profileResponse,
  type ProfileResponse,
  toProfile,
  toUsers,
  usersResponse,
  type UsersResponse,
} from './user.responses';

@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('users:manage')
@Controller('auth/users')
export class UsersController {
  constructor(private readonly roles: RolesService) {}

  @Get()
  @ApiOperation({ summary: 'All users, in the order of usernames' })
  @ApiResponse({ status: 200, standardSchema: usersResponse })
  async list(@Query({ schema: listUsersQuery }) { limit, cursor }: ListUsersQuery): Promise<UsersResponse> {
    return toUsers(await this.roles.list(limit, cursor));
  }

  @Put(':id/roles')
  @ApiOperation({ summary: 'Give a user exactly these roles' })
  @ApiResponse({ status: 200, standardSchema: profileResponse })
  @ApiResponse({ status: 400, description: 'A role does not exist.' })
  @ApiResponse({ status: 409, description: 'The last administrator must stay one.' })
  async setRoles(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: userId }) id: string,
    @Body({ schema: setRolesRequest }) body: SetRolesRequest,
    @CurrentRequest() context: RequestContext,
  ): Promise<ProfileResponse> {
    return toProfile(await this.roles.setRoles(principal.subject, id, body.roles, context));
  }
}
