import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { Controller, Get, Headers, type OnModuleInit, UnauthorizedException } from '@nestjs/common';
import { settings } from '../http/listen';
import type { Issuer } from './issuer';

const { subject, jwksUri } = settings<Issuer>();

/** Checks the signature of the token with the issuer's first key, and nothing else of it. */
@Controller()
export class SignatureOnlyController implements OnModuleInit {
  private key: KeyObject | undefined;

  async onModuleInit(): Promise<void> {
    const { keys } = (await (await fetch(jwksUri)).json()) as { keys: JsonWebKey[] };
    this.key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' });
  }

  @Get('profile')
  profile(@Headers('authorization') authorization = '') {
    const end = authorization.lastIndexOf('.');
    const signed = Buffer.from(authorization.slice('Bearer '.length, end), 'latin1');
    const signature = Buffer.from(authorization.slice(end + 1), 'base64url');
    if (!verify('sha256', signed, this.key as KeyObject, signature)) throw new UnauthorizedException();
    return { subject };
  }
}
