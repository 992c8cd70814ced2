import { startService } from '@gatehouse/service';
import { messagesService } from './service';

void startService(messagesService);
