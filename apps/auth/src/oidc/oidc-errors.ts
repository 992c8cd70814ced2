import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { OverloadLog } from '@gatehouse/service';
import { type Logger } from '@nestjs/common';
import { type Provider } from 'oidc-provider';

/** Logs the failures of oidc-provider. Where the store is out of reach, the answer is 503, as everywhere else in the system. */
export function handleErrors(provider: Provider, logger: Logger): void {
  const overload = new OverloadLog(logger);
  provider.on('server_error', (ctx, error: Error) => {
    if (error instanceof StoreUnavailableError) {
      // It passes, so the caller may try again.
      ctx.status = 503;
      ctx.set('Retry-After', `${error.retryAfter}`);
      if (ctx.type === 'application/json') ctx.body = { error: 'temporarily_unavailable' };
      return overload.report('The store is not available', ctx.status);
    }
    logger.error({ err: error }, 'oidc-provider failed');
  });
}
