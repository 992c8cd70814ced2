import { RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse as Answer, ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { type Change, CurrentChange } from '../preconditions/change';
import { etagHeader, etagOf, NeedsIfMatch } from '../preconditions/if-match';
import { putRoleRequest, type PutRoleRequest, roleNameParameter } from './authorization.requests';
import { roleResponse, type RoleResponse, rolesResponse, type RolesResponse, toRole } from './authorization.responses';
import { AuthorizationService } from './authorization.service';

@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('apis:manage')
@Controller('auth/roles')
export class RolesController {
  constructor(private readonly authorization: AuthorizationService) {}

  @Get()
  @ApiOperation({ summary: 'All roles' })
  @Answer({ status: 200, standardSchema: rolesResponse, headers: etagHeader })
  async list(@Res({ passthrough: true }) response: Response): Promise<RolesResponse> {
    const registry = await this.authorization.registry();
    response.set('ETag', etagOf(registry));
    return { items: registry.roles.map(toRole) };
  }

  @Put(':name')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Add a role or change its description' })
  @Answer({ status: 200, standardSchema: roleResponse })
  @Answer({ status: 201, standardSchema: roleResponse })
  async put(
    @Param('name', { schema: roleNameParameter }) name: string,
    @Body({ schema: putRoleRequest }) { description }: PutRoleRequest,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RoleResponse> {
    const { registry, changes } = await this.authorization.putRole({ name, description }, change);
    response.set('ETag', etagOf(registry));
    response.status(changes.includes(`+ role ${name}`) ? 201 : 200);
    return toRole({ name, description });
  }

  @Delete(':name')
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Remove a role that no scope names' })
  @Answer({ status: 204, description: 'Removed. Users that have the role keep its name, which gives them nothing.' })
  @Answer({ status: 404, description: 'There is no such role.' })
  @Answer({ status: 409, description: 'The role is built in, or a scope names it.' })
  async remove(
    @Param('name', { schema: roleNameParameter }) name: string,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const { registry } = await this.authorization.removeRole(name, change);
    response.set('ETag', etagOf(registry));
  }
}
