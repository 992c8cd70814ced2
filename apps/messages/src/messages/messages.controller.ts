import { CurrentPrincipal, type Principal, RequireAnyScope, RequireScopes } from '@gatehouse/auth';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { entityTagOf, versionsOf } from './entity-tag';
import { idempotencyKeyOf } from './idempotency-key';
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
import { writeMessageRequest, type WriteMessageRequest } from './write-message.request';

interface HasHeaders {
  setHeader(name: string, value: string): void;
}

/** What takes a token, whoever may read. */
@ApiBearerAuth()
@Controller('messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Post()
  @RequireScopes('messages:write')
  @ApiOperation({ summary: 'Post a message' })
  @ApiHeader({ name: 'Idempotency-Key', description: 'The same request under the same key is done once.' })
  @ApiResponse({ status: 201, standardSchema: messageResponse, description: 'Kept; Location names it.' })
  @ApiResponse({ status: 422, description: 'The idempotency key was used for another request.' })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: writeMessageRequest }) body: WriteMessageRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: HasHeaders,
  ): Promise<MessageResponse> {
    const message = await this.messages.create(principal, body, idempotencyKeyOf(key));
    response.setHeader('Location', `/messages/${message.id}`);
    response.setHeader('ETag', entityTagOf(message));
    return toMessageResponse(message);
  }

  @Get('mine')
  @RequireScopes('messages:read')
  @ApiOperation({ summary: "The caller's own messages" })
  @ApiResponse({ status: 200, standardSchema: messagesResponse })
  async listMine(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listMessagesRequest }) query: ListMessagesRequest,
  ): Promise<MessagesResponse> {
    return toMessagesResponse(await this.messages.listMine(principal, query));
  }

  @Patch(':id')
  @RequireAnyScope('messages:write', 'messages:moderate')
  @ApiOperation({ summary: 'Edit a message: its author, or a moderator' })
  @ApiHeader({ name: 'If-Match', description: 'The entity tag of the message that the caller would change.' })
  @ApiResponse({ status: 200, standardSchema: messageResponse })
  @ApiResponse({ status: 412, description: 'The message is not the one that If-Match names.' })
  async edit(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: writeMessageRequest }) body: WriteMessageRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: HasHeaders,
  ): Promise<MessageResponse> {
    const message = await this.messages.edit(principal, id, body, versionsOf(ifMatch));
    response.setHeader('ETag', entityTagOf(message));
    return toMessageResponse(message);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireAnyScope('messages:write', 'messages:moderate')
  @ApiOperation({ summary: 'Delete a message: its author, or a moderator' })
  @ApiHeader({ name: 'If-Match', description: 'The entity tag of the message that the caller would delete.' })
  @ApiResponse({ status: 204, description: 'Deleted; 410 for a day from now, then 404.' })
  @ApiResponse({ status: 412, description: 'The message is not the one that If-Match names.' })
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.messages.delete(principal, id, versionsOf(ifMatch));
  }
}
