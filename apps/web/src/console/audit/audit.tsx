import { Link } from 'wouter';
import { More } from '../../elements/more';
import { Page } from '../../elements/page';
import { Reading } from '../../elements/reading';
import { useConsoleWords } from '../../words/console/words';
import { useParameter } from '../parameter';
import { partPaths, useParts } from '../parts';
import { operator, useAudit } from './audit-queries';
import { Events } from './events';
import { UserFilter } from './user-filter';

/** What happened, newest first. */
export function Audit() {
  const { audit, parts, loading } = useConsoleWords();
  const [user, setUser] = useParameter('user');
  const seesUsers = useParts().includes('users');
  const query = useAudit(user);
  const usernames = Object.assign({}, ...(query.data?.pages.map((page) => page.usernames) ?? [])) as Readonly<
    Record<string, string>
  >;
  const name = user === operator ? audit.operator : (usernames[user] ?? user);
  return (
    <Page title={parts.audit} wide>
      {user === '' ? (
        seesUsers && <UserFilter onFind={setUser} />
      ) : (
        <div className="filtered">
          <p>{audit.showing(name)}</p>
          <Link href={partPaths.audit}>{audit.showAll}</Link>
        </div>
      )}
      <Reading query={query} label={loading} lines={5}>
        {({ pages }) => {
          const entries = pages.flatMap(({ items }) => items);
          return entries.length === 0 ? (
            <p className="empty">{audit.nobody}</p>
          ) : (
            <Events entries={entries} usernames={usernames} />
          );
        }}
      </Reading>
      <More query={query} />
    </Page>
  );
}
