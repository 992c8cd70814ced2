import type { AbstractHttpAdapter } from '@nestjs/core';
import { RefusalProblem } from './problem';

/**
 * Makes Nest's own exception filter, and the filters that extend it, answer a refusal as `application/problem+json`. A filter of this
 * module would win over the filters of the application, and a header set by the guard would change the type of their answers.
 */
export function replyWithProblems(adapter: AbstractHttpAdapter): void {
  const reply: AbstractHttpAdapter['reply'] = adapter.reply.bind(adapter);
  adapter.reply = (response: unknown, body: unknown, status?: number): unknown => {
    if (!(body instanceof RefusalProblem)) return reply(response, body, status);
    adapter.setHeader(response, 'Content-Type', 'application/problem+json');
    // As text: given an object, Nest 11 on Express replaces the content type by application/json.
    return reply(response, JSON.stringify(body), status);
  };
}
