import { createLambdaHandler } from '@gatehouse/service';
import { authService } from './service';

export const { handler, ready } = createLambdaHandler(authService);
