// A global guard that lets everyone in: what Nest itself takes for having one, below which no guard can go.
import { Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { listen } from '../../http/listen';
import { UnguardedController } from '../unguarded.controller';

@Module({
  controllers: [UnguardedController],
  providers: [{ provide: APP_GUARD, useValue: { canActivate: () => true } }],
})
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error', 'warn'] }).then(listen);
