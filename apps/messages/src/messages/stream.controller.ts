import { CurrentPrincipal, type Principal, Public, RequireScopes } from '@gatehouse/auth';
import { Controller, Get, Head, Header, Headers, Ip, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiHeader, ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { MessageStream } from './message-stream';
import { Tenants } from './tenants';

const summary = 'New messages as server-sent events';
interface Open {
  setHeader(name: string, value: string): void;
  destroy(): void;
}

const lastEventId = {
  name: 'Last-Event-ID',
  required: false,
  description: 'The id of the last event that came through.',
};

/** Where the service knows no tenants. Not there at all where connections cannot live long. */
@Public()
@Controller('messages')
export class PublicStreamController {
  constructor(private readonly stream: MessageStream) {}

  // Express would give HEAD to the route of GET, which opens a stream.
  @Head('stream')
  @Header('Content-Type', 'text/event-stream')
  @ApiExcludeEndpoint()
  describe(): void {}

  @Get('stream')
  @ApiOperation({ summary })
  @ApiHeader(lastEventId)
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Ends when the service stops; clients connect again.' })
  @ApiResponse({ status: 429, description: 'Too many streams of this network are open.' })
  follow(
    @Ip() address: string,
    @Headers('last-event-id') last: string | undefined,
    @Res({ passthrough: true }) response: Open,
  ): AsyncIterable<Buffer> {
    const events = this.stream.follow(null, { address, last, cut: () => response.destroy() });
    announceEvents(response);
    return events;
  }
}

/** Where it does: the stream ends with the token that opened it. */
@ApiBearerAuth()
@RequireScopes('messages:read')
@Controller('messages')
export class TenantStreamController {
  constructor(
    private readonly stream: MessageStream,
    private readonly tenants: Tenants,
  ) {}

  @Head('stream')
  @Header('Content-Type', 'text/event-stream')
  @ApiExcludeEndpoint()
  describe(@CurrentPrincipal() principal: Principal): void {
    this.tenants.of(principal);
  }

  @Get('stream')
  @ApiOperation({ summary })
  @ApiHeader(lastEventId)
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Ends when the token expires or the service stops.' })
  @ApiResponse({ status: 429, description: 'Too many streams of this network are open.' })
  follow(
    @CurrentPrincipal() principal: Principal,
    @Ip() address: string,
    @Headers('last-event-id') last: string | undefined,
    @Res({ passthrough: true }) response: Open,
  ): AsyncIterable<Buffer> {
    const connection = { address, last, until: principal.expiresAt * 1000, cut: () => response.destroy() };
    const events = this.stream.follow(this.tenants.of(principal), connection);
    announceEvents(response);
    return events;
  }
}

/** No cache keeps the events, and no proxy collects them. */
function announceEvents(response: Open): void {
  response.setHeader('Content-Type', 'text/event-stream');
  response.setHeader('Cache-Control', 'private, no-store, no-transform');
  response.setHeader('X-Accel-Buffering', 'no');
}
