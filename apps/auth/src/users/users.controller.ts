import { RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { type Change, CurrentChange } from '../preconditions/change';
import { etagHeader, etagOf, TakesIfMatch } from '../preconditions/if-match';
import { NowAdministrator } from './administrator.guard';
import { RolesService } from './roles.service';
import { UserNotFoundError } from './user.errors';
import { listUsersQuery, type ListUsersQuery, setRolesRequest, type SetRolesRequest, userId } from './user.requests';
import { toUser, toUsers, userResponse, type UserResponse, usersResponse, type UsersResponse } from './user.responses';
import { UsersService } from './users.service';

@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('users:manage')
@Controller('auth/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly roles: RolesService,
  ) {}

  @Get()
  @NowAdministrator()
  @ApiOperation({ summary: 'All users, or those whose usernames begin with a text, in the order of usernames' })
  @ApiResponse({ status: 200, standardSchema: usersResponse })
  async list(@Query({ schema: listUsersQuery }) { limit, cursor, search }: ListUsersQuery): Promise<UsersResponse> {
    return toUsers(search === null ? { users: [] } : await this.roles.list(limit, cursor, search));
  }

  @Get(':id')
  @NowAdministrator()
  @ApiOperation({ summary: 'A user' })
  @ApiResponse({ status: 200, standardSchema: userResponse, headers: etagHeader })
  @ApiResponse({ status: 404, description: 'There is no such user.' })
  async find(
    @Param('id', { schema: userId }) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    const user = await this.users.findById(id);
    if (!user) throw new UserNotFoundError();
    response.set('ETag', etagOf(user));
    return toUser(user);
  }

  @Put(':id/roles')
  @TakesIfMatch()
  @ApiOperation({ summary: 'Give a user exactly these roles' })
  @ApiResponse({ status: 200, standardSchema: userResponse, headers: etagHeader })
  @ApiResponse({ status: 400, description: 'A role does not exist.' })
  @ApiResponse({ status: 409, description: 'The last administrator must stay one.' })
  async setRoles(
    @Param('id', { schema: userId }) id: string,
    @Body({ schema: setRolesRequest }) body: SetRolesRequest,
    @CurrentChange('optional') { actorId, ifMatch, context }: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserResponse> {
    const user = await this.roles.setRoles(actorId, id, body.roles, context, ifMatch);
    response.set('ETag', etagOf(user));
    return toUser(user);
  }
}
