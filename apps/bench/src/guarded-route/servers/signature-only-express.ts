// A signature is checked and nothing else: below this no verifier on this thread can go with a token that it has never seen.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { listen } from '../../http/listen';
import { SignatureOnlyController } from '../signature-only.controller';

@Module({ controllers: [SignatureOnlyController] })
class AppModule {}

void NestFactory.create(AppModule, { logger: ['error', 'warn'] }).then(listen);
