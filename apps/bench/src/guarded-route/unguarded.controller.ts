import { Controller, createParamDecorator, Get } from '@nestjs/common';
import { settings } from '../http/listen';
import type { Issuer } from './issuer';

const { subject } = settings<Issuer>();
const nobody = { subject };
/** A parameter like `@CurrentPrincipal()`, so that the route differs in its guard alone. */
const Nobody = createParamDecorator(() => nobody);

@Controller()
export class UnguardedController {
  @Get('profile')
  profile(@Nobody() principal: typeof nobody) {
    return { subject: principal.subject };
  }
}
