import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  Request,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtVerifier } from 'aws-jwt-verify';
import { listen, settings } from '../../http/listen';
import type { Issuer } from '../issuer';

const { issuer, audience, jwksUri } = settings<Issuer>();
const verifier = JwtVerifier.create({ issuer, audience, jwksUri });

interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string };
  user: { readonly sub?: string };
}

@Injectable()
class AwsJwtVerifyGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const [type, token = ''] = request.headers.authorization?.split(' ') ?? [];
    if (type !== 'Bearer') throw new UnauthorizedException();
    try {
      request.user = await verifier.verify(token);
    } catch {
      throw new UnauthorizedException();
    }
    return true;
  }
}

@Controller()
class ProfileController {
  @UseGuards(AwsJwtVerifyGuard)
  @Get('profile')
  profile(@Request() request: AuthenticatedRequest) {
    return { subject: request.user.sub };
  }
}

@Module({ controllers: [ProfileController] })
class AppModule {}

async function start(): Promise<void> {
  // It fetches keys over HTTPS only.
  const jwks = (await (await fetch(jwksUri)).json()) as Parameters<typeof verifier.cacheJwks>[0];
  verifier.cacheJwks(jwks);
  await listen(await NestFactory.create(AppModule, { logger: ['error', 'warn'] }));
}

void start();
