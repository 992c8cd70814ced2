import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { listen } from '../../http/listen';
import { UnguardedController } from '../unguarded.controller';

@Module({ controllers: [UnguardedController] })
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error', 'warn'] }).then(listen);
