import { createLambdaHandler } from '@gatehouse/service';
import { messagesService } from './service';

export const { handler, ready } = createLambdaHandler(messagesService);
