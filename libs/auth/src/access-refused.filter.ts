import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AccessRefusedException } from './problem';

/** Answers a refusal where the application has no filter of its own for it. */
@Catch(AccessRefusedException)
export class AccessRefusedFilter implements ExceptionFilter<AccessRefusedException> {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(refusal: AccessRefusedException, host: ArgumentsHost): void {
    // As text: given an object, Nest 11 on Express puts application/json in the place of application/problem+json.
    const problem = JSON.stringify(refusal.getResponse());
    this.adapterHost.httpAdapter.reply(host.getArgByIndex(1), problem, refusal.getStatus());
  }
}
