import { allowWebOrigins, type ServiceDefinition } from '@gatehouse/service';
import { AppModule } from './app.module';
import { card } from './card';
import { environment } from './config';
import { messageProblems } from './messages/messages.errors';
import { longestText } from './messages/text';

// The longest text in the longest spelling that JSON has, in which every UTF-16 unit is six bytes (`\ud83d`).
const bodyLimit = longestText.bytes * 3;

/** The messages service: the one that `main.ts` starts. */
export const messagesService: ServiceDefinition = {
  card,
  environment,
  module: AppModule,
  problems: messageProblems,
  bodyLimit,
  mount: (app) => allowWebOrigins(app, ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']),
};
