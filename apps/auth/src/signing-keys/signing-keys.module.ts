import { resolve } from 'node:path';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TABLE_NAME, type TableName } from '@gatehouse/service';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AuditLog } from '../audit/audit';
import { AuditModule } from '../audit/audit.module';
import { type SigningKeysEnvironment } from './config';
import { longestSignedLife } from './lifetimes';
import { FileSigningKeys } from './file-signing-keys';
import { KeyRotation } from './key-rotation.service';
import { type KeyPolicy } from './key-schedule';
import { KmsSigningKeys } from './kms-signing-keys';
import { SigningKeys } from './signing-keys';

/** Injection token of the `KeyPolicy`. */
export const KEY_POLICY = Symbol('KEY_POLICY');

@Module({
  imports: [AuditModule],
  providers: [
    {
      provide: KEY_POLICY,
      inject: [ConfigService],
      useFactory: (config: ConfigService<SigningKeysEnvironment, true>): KeyPolicy => ({
        jwksCache: config.get('JWKS_CACHE_SECONDS', { infer: true }) * 1000,
        tokenLife: longestSignedLife * 1000,
      }),
    },
    {
      provide: SigningKeys,
      inject: [ConfigService, KEY_POLICY, DynamoDBDocumentClient, TABLE_NAME],
      useFactory: (
        config: ConfigService<SigningKeysEnvironment, true>,
        { jwksCache }: KeyPolicy,
        store: DynamoDBDocumentClient,
        nameOf: TableName,
      ): SigningKeys => {
        const [kind, place = ''] = config.get('SIGNING_KEYS', { infer: true }).split(/:(.*)/s);
        if (kind === 'file') return new FileSigningKeys(resolve(place));
        const endpoint = config.get('KMS_ENDPOINT', { infer: true });
        return new KmsSigningKeys(store, nameOf('oidc'), place.split(','), jwksCache, endpoint);
      },
    },
    {
      provide: KeyRotation,
      inject: [SigningKeys, KEY_POLICY, AuditLog],
      useFactory: (keys: SigningKeys, policy: KeyPolicy, audit: AuditLog) => new KeyRotation(keys, policy, audit),
    },
  ],
  exports: [SigningKeys, KeyRotation, KEY_POLICY],
})
export class SigningKeysModule {}
