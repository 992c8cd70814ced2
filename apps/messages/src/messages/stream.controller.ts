import { CurrentPrincipal, type Principal, Public, RequireScopes } from '@gatehouse/auth';
import { Controller, Head, Header, Headers, Ip, type MessageEvent, Sse } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiHeader, ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import { map, type Observable, takeUntil, timer } from 'rxjs';
import { firstIdAt } from './message-id';
import { toMessageResponse } from './message.response';
import { MessageStream, type StreamEvent } from './message-stream';
import { Tenants } from './tenants';

const summary = 'New messages as server-sent events';
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

  @Sse('stream')
  @ApiOperation({ summary })
  @ApiHeader(lastEventId)
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Ends when the service stops; clients connect again.' })
  @ApiResponse({ status: 429, description: 'Too many streams of this network are open.' })
  follow(@Ip() address: string, @Headers('last-event-id') last: string | undefined): Observable<MessageEvent> {
    return this.stream.follow(null, address, last).pipe(map(toEvent));
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

  @Sse('stream')
  @ApiOperation({ summary })
  @ApiHeader(lastEventId)
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Ends when the token expires or the service stops.' })
  @ApiResponse({ status: 429, description: 'Too many streams of this network are open.' })
  follow(
    @CurrentPrincipal() principal: Principal,
    @Ip() address: string,
    @Headers('last-event-id') last: string | undefined,
  ): Observable<MessageEvent> {
    const expired = timer(new Date(principal.expiresAt * 1000));
    return this.stream.follow(this.tenants.of(principal), address, last).pipe(map(toEvent), takeUntil(expired));
  }
}

function toEvent(event: StreamEvent): MessageEvent {
  if (event === 'alive') return { comment: 'alive' };
  if (event === 'missed') return { type: 'missed', id: firstIdAt(Date.now()), data: {} };
  return { id: event.id, data: toMessageResponse(event) };
}
