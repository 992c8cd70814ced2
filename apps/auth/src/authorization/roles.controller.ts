import { CurrentPrincipal, type Principal, RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse as Answer, ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { CurrentRequest } from '../request-context/current-request';
import { type RequestContext } from '../request-context/request-context';
import { etagOf, putRoleRequest, type PutRoleRequest, roleNameParameter, versionIn } from './authorization.requests';
import { roleResponse, type RoleResponse, rolesResponse, type RolesResponse, toRole } from './authorization.responses';
import { AuthorizationService } from './authorization.service';
import { NeedsIfMatch } from './if-match';

@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('apis:manage')
@Controller('auth/roles')
export class RolesController {
  constructor(private readonly authorization: AuthorizationService) {}

  @Get()
  @ApiOperation({ summary: 'All roles' })
  @Answer({ status: 200, standardSchema: rolesResponse, headers: { ETag: { description: 'For If-Match.' } } })
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
    @CurrentPrincipal() principal: Principal,
    @Param('name', { schema: roleNameParameter }) name: string,
    @Body({ schema: putRoleRequest }) { description }: PutRoleRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentRequest() context: RequestContext,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RoleResponse> {
    const change = { actorId: principal.subject, version: versionIn(ifMatch), context };
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
    @CurrentPrincipal() principal: Principal,
    @Param('name', { schema: roleNameParameter }) name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentRequest() context: RequestContext,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const change = { actorId: principal.subject, version: versionIn(ifMatch), context };
    const { registry } = await this.authorization.removeRole(name, change);
    response.set('ETag', etagOf(registry));
  }
}
