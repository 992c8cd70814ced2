import { messagesTable } from '@gatehouse/dynamodb';
import { type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { environment } from '../../../messages/src/config';
import { type StageConfig } from '../stages/stage';
import { trustVariables } from './authorizer';
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
    ...trustVariables(trust),
    CURSOR_KEY: { secret: cursorKey },
    WEB_ORIGINS: stage.web.origins.join(','),
    // Where connections may live long.
    LIVE_STREAM: place === 'container' ? 'on' : 'off',
  } satisfies EnvironmentOf<typeof environment>;
}
