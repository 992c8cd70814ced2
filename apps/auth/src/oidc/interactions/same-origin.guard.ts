import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type Request } from 'express';
import { type IssuerEnvironment } from '../../settings';

/**
 * Takes a form from our own pages only. The cookie of the request, which is strict about its path and never sent along by
 * another site's form, is the first line; this is the second.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  private readonly origin: string;

  constructor(config: ConfigService<IssuerEnvironment, true>) {
    this.origin = new URL(config.get('AUTH_ISSUER', { infer: true })).origin;
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.method === 'GET' || request.method === 'HEAD') return true;
    const site = request.get('sec-fetch-site');
    const origin = request.get('origin');
    if (site !== undefined && site !== 'same-origin') throw new ForbiddenException('the form is not of this site');
    if (origin !== undefined && origin !== this.origin) throw new ForbiddenException('the form is not of this site');
    return true;
  }
}
