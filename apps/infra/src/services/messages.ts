import { messagesTable } from '@gatehouse/dynamodb';
import { type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { environment } from '../../../messages/src/config';
import { type StageConfig } from '../stages/stage';
import { type EnvironmentOf } from './environment';
import { everyService, type Place, type Service } from './service';
import { type Trust } from './trust';

export const messagesService: Service = {
  name: 'messages',
  basePath: '/messages',
  wellKnown: ['/.well-known/oauth-protected-resource/messages'],
  anyToken: [],
  tables: [{ table: messagesTable, actions: ['GetItem', 'PutItem', 'Query', 'UpdateItem'] }],
};

interface MessagesInputs {
  readonly stage: StageConfig;
  readonly trust: Trust;
  readonly tablePrefix: string;
  readonly cursorKey: ISecret;
  readonly place: Place;
}

export function environmentOfMessages({ stage, trust, tablePrefix, cursorKey, place }: MessagesInputs) {
  return {
    ...everyService(stage, tablePrefix, place),
    AUTH_ISSUER: trust.issuer,
    AUTH_AUDIENCE: trust.audience,
    ...(trust.jwksUri !== undefined && { AUTH_JWKS_URI: trust.jwksUri }),
    AUTH_PRESET: trust.issuedBy === 'cognito' ? 'cognito' : 'gatehouse',
    CURSOR_KEY: { secret: cursorKey },
    WEB_ORIGINS: stage.web.origins.join(','),
    // Where connections may live long.
    LIVE_STREAM: place === 'container' ? 'on' : 'off',
  } satisfies EnvironmentOf<typeof environment>;
}
