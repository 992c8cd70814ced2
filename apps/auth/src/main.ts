import { startService } from '@gatehouse/service';
import { authService } from './service';

void startService(authService);
