import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { isOverload, OverloadLog } from '@gatehouse/service';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type Response } from 'express';
import { errors } from 'oidc-provider';
import { type IssuerEnvironment } from '../../../settings';
import { errorPage } from './message.pages';
import { type Page, pagePolicy, renderPage } from './page';

const expired = 'This sign-in has expired, or it was begun in another browser.';

/** What goes wrong on a hosted page is told on a page. */
@Catch()
export class PageErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Pages');
  private readonly overload = new OverloadLog(this.logger);

  constructor(private readonly config: ConfigService<IssuerEnvironment, true>) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, page } = this.answerTo(error);
    if (isOverload(status)) this.overload.report(page.title, status);
    else if (status >= 500) this.logger.error({ err: error }, page.title);
    if (response.headersSent) return void response.end();
    if (error instanceof StoreUnavailableError) response.setHeader('Retry-After', `${error.retryAfter}`);
    const base = new URL(this.config.get('AUTH_ISSUER', { infer: true })).pathname;
    response
      .status(status)
      .set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': pagePolicy(), 'Referrer-Policy': 'same-origin' })
      .type('html')
      .send(renderPage(base, page));
  }

  private answerTo(error: unknown): { status: number; page: Page } {
    if (error instanceof errors.SessionNotFound) return { status: 400, page: errorPage(expired) };
    if (error instanceof StoreUnavailableError) {
      return { status: 503, page: errorPage('We cannot reach our store at the moment. Try again shortly.') };
    }
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const isOurs = status >= 500;
    return { status, page: errorPage(isOurs ? 'Something went wrong on our side.' : 'The request is not valid.') };
  }
}
