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
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { listen, settings } from '../../http/listen';
import type { Issuer } from '../issuer';

const { issuer, audience, jwksUri } = settings<Issuer>();

interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string };
  user: JWTPayload;
}

@Injectable()
class JoseGuard implements CanActivate {
  private readonly jwks = createRemoteJWKSet(new URL(jwksUri));

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const [type, token = ''] = request.headers.authorization?.split(' ') ?? [];
    if (type !== 'Bearer') throw new UnauthorizedException();
    try {
      const { payload } = await jwtVerify(token, this.jwks, { issuer, audience, algorithms: ['RS256'] });
      request.user = payload;
    } catch {
      throw new UnauthorizedException();
    }
    return true;
  }
}

@Controller()
class ProfileController {
  @UseGuards(JoseGuard)
  @Get('profile')
  profile(@Request() request: AuthenticatedRequest) {
    return { subject: request.user.sub };
  }
}

@Module({ controllers: [ProfileController] })
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error', 'warn'] }).then(listen);
