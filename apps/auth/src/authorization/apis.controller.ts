import { RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse as Answer, ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { type Change, CurrentChange } from '../preconditions/change';
import { etagHeader, etagOf, NeedsIfMatch } from '../preconditions/if-match';
import {
  apiNameParameter,
  putApiQuery,
  type PutApiQuery,
  putApiRequest,
  type PutApiRequest,
} from './authorization.requests';
import { apiResponse, type ApiResponse, apisResponse, type ApisResponse, toApi } from './authorization.responses';
import { AuthorizationService } from './authorization.service';

@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('apis:manage')
@Controller('auth/apis')
export class ApisController {
  constructor(private readonly authorization: AuthorizationService) {}

  @Get()
  @ApiOperation({ summary: 'All APIs with their scopes' })
  @Answer({ status: 200, standardSchema: apisResponse, headers: etagHeader })
  async list(@Res({ passthrough: true }) response: Response): Promise<ApisResponse> {
    const registry = await this.authorization.registry();
    response.set('ETag', etagOf(registry));
    return { items: registry.apis.map(toApi) };
  }

  @Put(':name')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Add or replace an API' })
  @Answer({ status: 200, standardSchema: apiResponse })
  @Answer({ status: 201, standardSchema: apiResponse })
  @Answer({ status: 409, description: 'It widens a scope without allowWidening, or takes what another API has.' })
  async put(
    @Param('name', { schema: apiNameParameter }) name: string,
    @Query({ schema: putApiQuery }) { allowWidening }: PutApiQuery,
    @Body({ schema: putApiRequest }) body: PutApiRequest,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ApiResponse> {
    const { registry, changes } = await this.authorization.putApi({ name, ...body }, { allowWidening }, change);
    response.set('ETag', etagOf(registry));
    response.status(changes.some((line) => line.startsWith(`+ api ${name} `)) ? 201 : 200);
    const api = registry.apis.find((candidate) => candidate.name === name);
    return toApi(api ?? { name, ...body, fromCard: false });
  }

  @Delete(':name')
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Remove an API and its scopes' })
  @Answer({ status: 204, description: 'Removed.' })
  @Answer({ status: 404, description: 'There is no such API.' })
  async remove(
    @Param('name', { schema: apiNameParameter }) name: string,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const { registry } = await this.authorization.removeApi(name, change);
    response.set('ETag', etagOf(registry));
  }
}
