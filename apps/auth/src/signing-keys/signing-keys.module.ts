import { resolve } from 'node:path';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type AuthEnvironment } from '../config';
import { FileSigningKeys } from './file-signing-keys';
import { SigningKeys } from './signing-keys';

@Module({
  providers: [
    {
      provide: SigningKeys,
      inject: [ConfigService],
      useFactory: (config: ConfigService<AuthEnvironment, true>): SigningKeys => {
        const [kind, place = ''] = config.get('SIGNING_KEYS', { infer: true }).split(/:(.*)/s);
        if (kind === 'file') return new FileSigningKeys(resolve(place));
        throw new Error('SIGNING_KEYS: kms is not there yet');
      },
    },
  ],
  exports: [SigningKeys],
})
export class SigningKeysModule {}
