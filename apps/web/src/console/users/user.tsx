import { Link } from 'wouter';
import { Page } from '../../elements/page';
import { Reading } from '../../elements/reading';
import { usePerson } from '../../session/session';
import { useConsoleWords } from '../../words/console/words';
import { useDates } from '../../words/time';
import { Badge } from '../badge';
import { partPaths, useParts } from '../parts';
import { Access } from './access';
import { RolesForm } from './roles-form';
import { type User, useUser } from './user-queries';
import { UserSessions } from './user-sessions';

function Facts({ user }: { user: User }) {
  const { users } = useConsoleWords();
  const { date, dateAndTime } = useDates();
  const seesAudit = useParts().includes('audit');
  return (
    <section className="card" aria-labelledby="facts">
      <h2 id="facts">{users.facts}</h2>
      <dl className="facts">
        <dt>{users.username}</dt>
        <dd>
          <bdi>{user.username}</bdi>
        </dd>
        <dt>{users.name}</dt>
        <dd>
          <bdi>{user.name}</bdi>
        </dd>
        {user.email !== undefined && (
          <>
            <dt>{users.email}</dt>
            <dd>{user.email}</dd>
          </>
        )}
        <dt>{users.state}</dt>
        <dd>
          {user.disabledAt === null ? (
            <Badge tone="good">{users.active}</Badge>
          ) : (
            <>
              <Badge tone="bad">{users.disabled}</Badge>{' '}
              <span className="hint">{users.since(dateAndTime(user.disabledAt))}</span>
            </>
          )}
        </dd>
        <dt>{users.created}</dt>
        <dd>{date(user.createdAt)}</dd>
        <dt>{users.id}</dt>
        <dd className="code">{user.id}</dd>
      </dl>
      {seesAudit && (
        <p>
          <Link href={`${partPaths.audit}?user=${user.id}`}>{users.auditTrail}</Link>
        </p>
      )}
    </section>
  );
}

/** One user, and what can be done to the account. */
export function UserPage({ id }: { id: string }) {
  const { users, parts, loading } = useConsoleWords();
  const person = usePerson();
  const query = useUser(id);
  const isOwn = person?.subject === id;
  return (
    <Page title={query.data?.value.username ?? parts.users} actions={<Link href={partPaths.users}>{users.back}</Link>}>
      <Reading query={query} label={loading} lines={4}>
        {(user) => (
          <>
            <Facts user={user.value} />
            <RolesForm user={user} isOwn={isOwn} />
            <Access user={user} isOwn={isOwn} />
            <UserSessions user={user.value} isOwn={isOwn} />
          </>
        )}
      </Reading>
    </Page>
  );
}
