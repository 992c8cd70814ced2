import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api';
import { Page } from '../elements/page';
import { Reading } from '../elements/reading';
import { MembersOnly } from '../session/members-only';
import { useWords } from '../words/language';
import { PasswordForm } from './password-form';
import { profileQuery } from './profile';
import { ProfileForm } from './profile-form';
import { Sessions } from './sessions';

function Content() {
  const { account } = useWords();
  const query = useQuery(profileQuery(useApi()));
  return (
    <Reading query={query} label={account.loading} lines={3}>
      {(profile) => (
        <>
          <ProfileForm profile={profile} />
          <PasswordForm username={profile.username} />
          <Sessions />
        </>
      )}
    </Reading>
  );
}

/** The person's own account. */
export default function Account() {
  const { account } = useWords();
  return (
    <Page title={account.title}>
      <MembersOnly>
        <Content />
      </MembersOnly>
    </Page>
  );
}
