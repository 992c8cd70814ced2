import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type MountedRoute, otherMethods } from '../routes/allowed-methods';
import { isOverload, OverloadLog } from './overload-log';
import { DomainError, type Problem, type ProblemMap, problemTypePrefix } from './problem';

interface Answer {
  readonly problem: Problem;
  readonly retryAfter?: number;
  readonly allow?: readonly string[];
}

function plain(status: number, detail?: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, ...(detail && { detail }) };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'type' in body && 'title' in body && 'status' in body;
}

/** The one place where an error becomes an answer: RFC 9457 problem details, and constant bodies for 5xx. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('ProblemDetails');
  private readonly overload = new OverloadLog(new Logger('Overload'));

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly problems: ProblemMap<string>,
    private readonly mounted: readonly MountedRoute[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const response: unknown = host.switchToHttp().getResponse();
    const { problem, retryAfter, allow } = this.wrongMethod(error, host) ?? this.answerTo(error);
    if (isOverload(problem.status)) this.overload.report(problem.title, problem.status);
    else if (problem.status >= 500) this.logger.error({ err: error }, problem.title);
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    if (retryAfter !== undefined) httpAdapter.setHeader(response, 'Retry-After', `${retryAfter}`);
    if (allow) httpAdapter.setHeader(response, 'Allow', allow.join(', '));
    // Express's send() would add a charset, which the media type does not have (RFC 9457 §6.1).
    const body = JSON.stringify(problem);
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json');
    httpAdapter.setHeader(response, 'Content-Length', `${Buffer.byteLength(body)}`);
    httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    httpAdapter.status(response, problem.status);
    httpAdapter.end(response, body);
  }

  /** RFC 9110 §15.5.6. No guard has seen the request, and no route: only which methods there are is told. */
  private wrongMethod(error: unknown, host: ArgumentsHost): Answer | undefined {
    const request = host.switchToHttp().getRequest<IncomingMessage>();
    const { httpAdapter } = this.adapterHost;
    // In these words Nest tells that it has found no route; a handler may not find what it looks for, either.
    const notRouted = `Cannot ${httpAdapter.getRequestMethod(request)} ${httpAdapter.getRequestUrl(request)}`;
    if (!(error instanceof NotFoundException) || error.message !== notRouted) return undefined;
    const allow = otherMethods(request, this.mounted);
    if (allow.length === 0) return undefined;
    return { problem: plain(405, `This resource answers ${allow.join(', ')}.`), allow };
  }

  private answerTo(error: unknown): Answer {
    if (error instanceof DomainError) {
      const { code, message: detail, details } = error as DomainError;
      const definition = this.problems[code];
      if (!definition) return { problem: plain(500) };
      const { errors, ...rest } = details;
      const problem = { type: `${problemTypePrefix}${code}`, ...definition, detail, ...(errors && { errors }) };
      return { problem, ...rest };
    }
    if (error instanceof StoreUnavailableError) {
      const problem = {
        type: `${problemTypePrefix}store_unavailable`,
        title: 'The store is not available',
        status: 503,
      };
      return { problem, retryAfter: error.retryAfter };
    }
    if (error instanceof HttpException) {
      const body = error.getResponse();
      if (isProblem(body)) return { problem: body };
      const status = error.getStatus();
      // Nest's own message names the path of an unknown route, which says nothing that the caller did not send.
      return { problem: plain(status, status < 500 ? error.message : undefined) };
    }
    // What the body parsers throw (http-errors): their message may quote the body, so only the status is used.
    const { status, expose } = (error ?? {}) as { status?: unknown; expose?: unknown };
    if (expose === true && typeof status === 'number' && status >= 400 && status < 500)
      return { problem: plain(status) };
    return { problem: plain(500) };
  }
}
