import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AuthModule } from '@gatehouse/auth';
import { listen, settings } from '../../http/listen';
import type { Issuer } from '../issuer';
import { PrincipalController } from '../principal.controller';

const { issuer, audience, jwksUri } = settings<Issuer>();

@Module({
  imports: [AuthModule.forRoot({ issuers: [{ issuer, audience, jwksUri }] })],
  controllers: [PrincipalController],
})
class AppModule {}

void NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error', 'warn'] }).then(listen);
