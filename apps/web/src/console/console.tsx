import { Page } from '../elements/page';
import { MembersOnly } from '../session/members-only';
import { mayUseConsole, usePerson } from '../session/session';
import { useWords } from '../words/language';

/** What administrators see and change. */
export default function Console() {
  const { navigation, session } = useWords();
  const person = usePerson();
  return (
    <Page title={navigation.console}>
      <MembersOnly>{mayUseConsole(person) ? null : <p>{session.refused}</p>}</MembersOnly>
    </Page>
  );
}
