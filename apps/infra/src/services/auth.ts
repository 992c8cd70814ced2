import { oidcTable, throttlingTable, usersTable } from '@gatehouse/dynamodb';
import type { authEnvironment } from '../../../auth/src/config';
import { type StageConfig } from '../stages/stage';
import { type EnvironmentOf } from './environment';
import { everyService, type Place, type Service } from './service';
import { type Trust } from './trust';

export const authService: Service = {
  name: 'auth',
  basePath: '/auth',
  wellKnown: [
    '/.well-known/oauth-authorization-server/auth',
    '/.well-known/openid-configuration/auth',
    '/.well-known/oauth-protected-resource/auth',
  ],
  anyToken: ['POST /auth/logout'],
  tables: [
    { table: usersTable, actions: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'] },
    { table: throttlingTable, actions: ['DeleteItem', 'GetItem', 'PutItem'] },
    { table: oidcTable, actions: ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'] },
  ],
};

interface AuthInputs {
  readonly stage: StageConfig;
  readonly trust: Trust;
  readonly tablePrefix: string;
  readonly signingKeys: string;
  readonly place: Place;
}

/** The authorization server trusts itself. */
export function environmentOfAuth({ stage, trust, tablePrefix, signingKeys, place }: AuthInputs) {
  return {
    ...everyService(stage, tablePrefix, place),
    AUTH_ISSUER: trust.issuer,
    AUTH_AUDIENCE: trust.audience,
    SIGNING_KEYS: signingKeys,
    WEB_ORIGINS: stage.web.origins.join(','),
  } satisfies EnvironmentOf<typeof authEnvironment>;
}
