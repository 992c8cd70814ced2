import { consoleTests } from './console';
import { describePage } from './describe-page';

describePage('cookies', [consoleTests]);
