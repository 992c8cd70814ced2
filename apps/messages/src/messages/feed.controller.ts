import { CurrentPrincipal, type Principal, Public, RequireScopes } from '@gatehouse/auth';
import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { entityTagOf } from './entity-tag';
import { type ListMessagesRequest, listMessagesRequest } from './list-messages.request';
import {
  messageResponse,
  type MessageResponse,
  messagesResponse,
  type MessagesResponse,
  toMessageResponse,
  toMessagesResponse,
} from './message.response';
import { MessagesService } from './messages.service';

interface HasHeaders {
  setHeader(name: string, value: string): void;
}

// A shared cache such as CloudFront keeps it for a second, which takes nearly all reads off the store; a browser asks each
// time, so that people see what they have just posted. Express answers `If-None-Match` from the entity tags.
const shared = 'public, max-age=0, s-maxage=1';
const own = 'private, no-cache';

/** Where the service knows no tenants, everybody reads everything. */
@Public()
@Controller('messages')
export class PublicFeedController {
  constructor(private readonly messages: MessagesService) {}

  @Get()
  @Header('Cache-Control', shared)
  @ApiOperation({ summary: 'The newest messages' })
  @ApiResponse({ status: 200, standardSchema: messagesResponse })
  async list(@Query({ schema: listMessagesRequest }) query: ListMessagesRequest): Promise<MessagesResponse> {
    return toMessagesResponse(await this.messages.list(null, query));
  }

  @Get(':id')
  @Header('Cache-Control', shared)
  @ApiOperation({ summary: 'One message' })
  @ApiResponse({ status: 200, standardSchema: messageResponse })
  @ApiResponse({ status: 410, description: 'Deleted within the last day.' })
  async find(@Param('id') id: string, @Res({ passthrough: true }) response: HasHeaders): Promise<MessageResponse> {
    const message = await this.messages.find(null, id);
    response.setHeader('ETag', entityTagOf(message));
    return toMessageResponse(message);
  }
}

/** Where the service knows tenants, a reader sees its own tenant's messages and has to say who it is. */
@ApiBearerAuth()
@RequireScopes('messages:read')
@Controller('messages')
export class TenantFeedController {
  constructor(private readonly messages: MessagesService) {}

  @Get()
  @Header('Cache-Control', own)
  @ApiOperation({ summary: "The newest messages of the caller's tenant" })
  @ApiResponse({ status: 200, standardSchema: messagesResponse })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listMessagesRequest }) query: ListMessagesRequest,
  ): Promise<MessagesResponse> {
    return toMessagesResponse(await this.messages.list(principal, query));
  }

  @Get(':id')
  @Header('Cache-Control', own)
  @ApiOperation({ summary: "One message of the caller's tenant" })
  @ApiResponse({ status: 200, standardSchema: messageResponse })
  @ApiResponse({ status: 410, description: 'Deleted within the last day.' })
  async find(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: HasHeaders,
  ): Promise<MessageResponse> {
    const message = await this.messages.find(principal, id);
    response.setHeader('ETag', entityTagOf(message));
    return toMessageResponse(message);
  }
}
