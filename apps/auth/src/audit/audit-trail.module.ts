import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module';
import { AuditController } from './audit.controller';

@Module({ imports: [UsersModule], controllers: [AuditController] })
export class AuditTrailModule {}
