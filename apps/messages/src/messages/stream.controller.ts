import { CurrentPrincipal, type Principal, Public, RequireScopes } from '@gatehouse/auth';
import { Controller, Headers, type MessageEvent, Sse } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
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

  @Sse('stream')
  @ApiOperation({ summary })
  @ApiHeader(lastEventId)
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Ends when the service stops; clients connect again.' })
  follow(@Headers('last-event-id') last: string | undefined): Observable<MessageEvent> {
    return this.stream.follow(null, last).pipe(map(toEvent));
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

  @Sse('stream')
  @ApiOperation({ summary })
  @ApiHeader(lastEventId)
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Ends when the token expires or the service stops.' })
  follow(
    @CurrentPrincipal() principal: Principal,
    @Headers('last-event-id') last: string | undefined,
  ): Observable<MessageEvent> {
    const expired = timer(new Date(principal.expiresAt * 1000));
    return this.stream.follow(this.tenants.of(principal), last).pipe(map(toEvent), takeUntil(expired));
  }
}

function toEvent(event: StreamEvent): MessageEvent {
  if (event === 'alive') return { comment: 'alive' };
  if (event === 'missed') return { type: 'missed', id: firstIdAt(Date.now()), data: {} };
  return { id: event.id, data: toMessageResponse(event) };
}
