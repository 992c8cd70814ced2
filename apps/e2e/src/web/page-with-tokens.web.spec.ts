import { attacks } from './attacks';
import { describePage } from './describe-page';
import { keyboard } from './keyboard';
import { members } from './members';
import { feedOutages, signInOutages } from './outages';
import { tabTests } from './tabs';
import { texts } from './texts';

// The outages of the feed and the keyboard do not depend on how the sign-in is kept.
describePage('tokens', [members, tabTests, texts, signInOutages, attacks, feedOutages, keyboard]);
