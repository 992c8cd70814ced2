import { Public } from '@gatehouse/auth';
import { Controller, Get, Header, HttpException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Problem, problemTypePrefix } from '../problem-details/problem';
import { Readiness } from './readiness';

/** For load balancers: `live` says that the process answers, `ready` that it can do its work. */
@ApiExcludeController()
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready() {
    const missing = this.readiness.isDraining ? ['draining'] : await this.readiness.missing();
    if (missing.length === 0) return { status: 'ready' };
    const problem: Problem = {
      type: `${problemTypePrefix}not_ready`,
      title: 'The service is not ready',
      status: 503,
      detail: missing.join(', '),
    };
    throw new HttpException(problem, 503);
  }
}
