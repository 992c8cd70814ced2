import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module';
import { KeysController } from './keys.controller';
import { SigningKeysModule } from './signing-keys.module';

@Module({ imports: [SigningKeysModule, UsersModule], controllers: [KeysController] })
export class KeysModule {}
