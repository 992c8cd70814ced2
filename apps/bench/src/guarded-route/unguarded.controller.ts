import { Controller, Get } from '@nestjs/common';
import { settings } from '../http/listen';
import type { Issuer } from './issuer';

const { subject } = settings<Issuer>();

@Controller()
export class UnguardedController {
  @Get('profile')
  profile() {
    return { subject };
  }
}
