import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api';
import { Loading } from '../elements/loading';
import { Page } from '../elements/page';
import { Trouble } from '../elements/trouble';
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
    <>
      <Trouble error={query.failureReason ?? query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Loading label={account.loading} lines={3} />}
      {query.data && (
        <>
          <ProfileForm profile={query.data} />
          <PasswordForm username={query.data.username} />
          <Sessions />
        </>
      )}
    </>
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
