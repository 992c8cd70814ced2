import { AuthModule } from '@gatehouse/auth';
import { Module } from '@nestjs/common';
import { z } from 'zod';
import { serviceEnvironment } from '../config/environment';
import { type ServiceDefinition } from '../service';

@Module({
  imports: [AuthModule.forRoot({ issuers: [{ issuer: 'http://127.0.0.1/auth', audience: 'urn:gatehouse:api' }] })],
})
class EmptyModule {}

/** A service with no routes of its own. */
export const emptyService: ServiceDefinition = {
  card: { name: 'empty', basePath: '/empty', port: 3999, title: 'Empty', description: 'Empty.' },
  environment: z.object(serviceEnvironment),
  module: EmptyModule,
  problems: {},
};
