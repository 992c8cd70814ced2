// The recipe of the documentation of Nest (Authentication, Passport) and jwks-rsa (passport-jwt), as it is copied.
import { Controller, Get, Injectable, Module, Request, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret } from 'jwks-rsa-4';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { listen, settings } from '../../http/listen';
import type { Issuer } from '../issuer';

const { issuer, audience, jwksUri } = settings<Issuer>();

interface Payload {
  readonly sub: string;
}

@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({
      secretOrKeyProvider: passportJwtSecret({
        cache: true,
        rateLimit: true,
        jwksRequestsPerMinute: 5,
        jwksUri,
      }),
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      audience,
      issuer,
      algorithms: ['RS256'],
    });
  }

  validate(payload: Payload): Payload {
    return payload;
  }
}

@Controller()
class ProfileController {
  @UseGuards(AuthGuard('jwt'))
  @Get('profile')
  profile(@Request() request: { user: Payload }) {
    return { subject: request.user.sub };
  }
}

@Module({
  imports: [PassportModule.register({ defaultStrategy: 'jwt' })],
  controllers: [ProfileController],
  providers: [JwtStrategy],
})
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error', 'warn'] }).then(listen);
