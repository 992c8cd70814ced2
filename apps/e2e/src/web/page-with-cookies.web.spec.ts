import { attacks } from './attacks';
import { describePage } from './describe-page';
import { members } from './members';
import { signInOutages } from './outages';
import { tabTests } from './tabs';
import { texts } from './texts';

describePage('cookies', [members, tabTests, texts, signInOutages, attacks]);
