import { RequireRoles, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse as Answer, ApiTags } from '@nestjs/swagger';
import { type Response } from 'express';
import { FirstPartyOnly } from '../../first-party/first-party.guard';
import { type Change, CurrentChange } from '../../preconditions/change';
import { etagHeader, NeedsIfMatch } from '../../preconditions/if-match';
import { NowAdministrator } from '../../users/administrator.guard';
import {
  type AddedClientResponse,
  addedClientResponse,
  clientResponse,
  type ClientResponse,
  clientsResponse,
  type ClientsResponse,
  clientWithSecretResponse,
  toClientResponse,
} from './client.response';
import {
  type ClientChanges,
  clientChangesSchema,
  clientIdSchema,
  type NewClient,
  newClientSchema,
} from './client.schema';
import { type AddedClient, ClientsService } from './clients.service';

function withSecret({ client, etag, secret }: AddedClient, response: Response): AddedClientResponse {
  response.set('ETag', etag);
  return { ...toClientResponse(client), ...(secret !== undefined && { secret }) };
}

const notFound = Answer({
  status: 404,
  description: 'There is no such client. The first-party client is not in the store.',
});

/**
 * The clients that the store has. Only the first-party client may change them: who changes the secret or the addresses of a client
 * can get what users have granted to it.
 */
@ApiTags('Administration')
@ApiBearerAuth()
@RequireRoles('admin')
@RequireScopes('clients:manage')
@Controller('auth/clients')
export class ClientsController {
  constructor(private readonly clients: ClientsService) {}

  @Get()
  @NowAdministrator()
  @ApiOperation({ summary: 'All clients, in the order of their names' })
  @Answer({ status: 200, standardSchema: clientsResponse })
  async list(): Promise<ClientsResponse> {
    return { items: (await this.clients.list()).map(toClientResponse) };
  }

  @Post()
  @FirstPartyOnly()
  @ApiOperation({ summary: 'Add a client' })
  @Answer({
    status: 201,
    standardSchema: addedClientResponse,
    headers: { ...etagHeader, Location: { description: 'The client.', schema: { type: 'string' } } },
    description: 'Added. The one time that the secret is shown.',
  })
  @Answer({ status: 400, description: 'Names what is wrong.' })
  async add(
    @Body({ schema: newClientSchema }) body: NewClient,
    @CurrentChange('optional') { actorId, context }: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AddedClientResponse> {
    const added = await this.clients.add(body, { actorId, context });
    response.set('Location', `/auth/clients/${added.client.client_id}`);
    return withSecret(added, response);
  }

  @Get(':id')
  @NowAdministrator()
  @ApiOperation({ summary: 'A client' })
  @Answer({ status: 200, standardSchema: clientResponse, headers: etagHeader })
  @notFound
  async find(
    @Param('id', { schema: clientIdSchema }) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientResponse> {
    return withSecret(await this.clients.find(id), response);
  }

  @Patch(':id')
  @FirstPartyOnly()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Change what the body names; null removes it' })
  @Answer({ status: 200, standardSchema: clientResponse, headers: etagHeader })
  @Answer({ status: 400, description: 'Names what is wrong.' })
  @notFound
  async change(
    @Param('id', { schema: clientIdSchema }) id: string,
    @Body({ schema: clientChangesSchema }) body: ClientChanges,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientResponse> {
    return withSecret(await this.clients.change(id, body, change), response);
  }

  @Delete(':id')
  @HttpCode(204)
  @FirstPartyOnly()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Remove a client; what was issued to it is refused from then on' })
  @Answer({ status: 204, description: 'Removed.' })
  @notFound
  async remove(@Param('id', { schema: clientIdSchema }) id: string, @CurrentChange() change: Change): Promise<void> {
    await this.clients.remove(id, change);
  }

  @Post(':id/secret-renewal')
  @HttpCode(200)
  @FirstPartyOnly()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Replace every secret of a client by a new one, at once' })
  @Answer({
    status: 200,
    standardSchema: clientWithSecretResponse,
    headers: etagHeader,
    description: 'The one time that the secret is shown.',
  })
  @Answer({ status: 400, description: 'The client has no secret.' })
  @notFound
  async renewSecret(
    @Param('id', { schema: clientIdSchema }) id: string,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AddedClientResponse> {
    return withSecret(await this.clients.renewSecret(id, change), response);
  }

  @Post(':id/secrets')
  @FirstPartyOnly()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Add a second secret; the one before stays good until it is removed' })
  @Answer({
    status: 201,
    standardSchema: clientWithSecretResponse,
    headers: etagHeader,
    description: 'Added. The one time that the secret is shown.',
  })
  @Answer({ status: 400, description: 'The client has no secret, or two.' })
  @notFound
  async addSecret(
    @Param('id', { schema: clientIdSchema }) id: string,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AddedClientResponse> {
    return withSecret(await this.clients.addSecret(id, change), response);
  }

  @Delete(':id/secrets/previous')
  @FirstPartyOnly()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Remove the older of two secrets' })
  @Answer({ status: 200, standardSchema: clientResponse, headers: etagHeader })
  @Answer({ status: 400, description: 'The client has no second secret.' })
  @notFound
  async removeSecret(
    @Param('id', { schema: clientIdSchema }) id: string,
    @CurrentChange() change: Change,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientResponse> {
    return withSecret(await this.clients.removeSecret(id, change), response);
  }
}
