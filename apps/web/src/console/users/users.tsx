import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { Field } from '../../elements/field';
import { More } from '../../elements/more';
import { Page } from '../../elements/page';
import { Reading } from '../../elements/reading';
import { Table } from '../../elements/table';
import { useConsoleWords } from '../../words/console/words';
import { useDates } from '../../words/time';
import { Badge } from '../badge';
import { useParameter } from '../parameter';
import { partPaths } from '../parts';
import { type User, useUsers } from './user-queries';

// Milliseconds without a key.
const pause = 300;

/** What is typed, which the address has once the person pauses. */
function useSearch() {
  const [search, setSearch] = useParameter('search');
  const [typed, setTyped] = useState({ text: search, seen: search });
  // The address was changed by something else, such as a link.
  if (typed.seen !== search) setTyped({ text: typed.text.trim() === search ? typed.text : search, seen: search });
  const text = typed.text.trim();
  useEffect(() => {
    if (text === search) return;
    const timer = setTimeout(() => setSearch(text, { replace: true }), pause);
    return () => clearTimeout(timer);
  }, [text, search, setSearch]);
  return { search, text: typed.text, type: (text: string) => setTyped({ text, seen: search }) };
}

export function Users() {
  const { users, parts, none, loading } = useConsoleWords();
  const { date } = useDates();
  const { search, text, type } = useSearch();
  const query = useUsers(search);
  const columns = [
    {
      head: users.username,
      cell: ({ id, username }: User) => (
        <Link href={`${partPaths.users}/${id}`}>
          <bdi>{username}</bdi>
        </Link>
      ),
    },
    { head: users.name, cell: ({ name }: User) => <bdi>{name}</bdi> },
    { head: users.roles, cell: ({ roles }: User) => roles.join(', ') || none },
    {
      head: users.state,
      cell: ({ disabledAt }: User) => (
        <Badge tone={disabledAt === null ? 'good' : 'bad'}>{disabledAt === null ? users.active : users.disabled}</Badge>
      ),
    },
    { head: users.created, cell: ({ createdAt }: User) => <time dateTime={createdAt}>{date(createdAt)}</time> },
  ];
  return (
    <Page title={parts.users} wide>
      <search>
        <Field
          label={users.search}
          hint={users.searchHint}
          name="search"
          type="search"
          value={text}
          onChange={(event) => type(event.target.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={256}
        />
      </search>
      <Reading query={query} label={loading} lines={5}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return rows.length === 0 ? (
            <p className="empty" role="status">
              {search === '' ? users.nobody : users.noMatch(search)}
            </p>
          ) : (
            <Table caption={users.list} columns={columns} rows={rows} keyOf={({ id }) => id} />
          );
        }}
      </Reading>
      <More query={query} />
    </Page>
  );
}
