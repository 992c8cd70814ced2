import { Link } from 'wouter';
import { Table } from '../../elements/table';
import { useConsoleWords } from '../../words/console/words';
import { useDates } from '../../words/time';
import { Badge } from '../badge';
import { partPaths } from '../parts';
import { type Entry, operator, system } from './audit-queries';

type Usernames = Readonly<Record<string, string>>;

/** Whoever did it or it was done to, with the way to all events of a user. */
function Party({ id, usernames }: { id: string; usernames: Usernames }) {
  const { audit } = useConsoleWords();
  if (id === system) return audit.system;
  const name = id === operator ? audit.operator : usernames[id];
  if (name === undefined) return <span className="code">{id}</span>;
  return (
    <Link href={`${partPaths.audit}?user=${id}`} title={audit.onlyOf(name)}>
      <bdi>{name}</bdi>
    </Link>
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Details({ entry }: { entry: Entry }) {
  const { audit } = useConsoleWords();
  const details = Object.entries(entry.details ?? {});
  return details.map(([name, value]) => (
    <span key={name} className="hint">
      {audit.details[name] ?? name}: {audit.values[textOf(value)] ?? textOf(value)}
    </span>
  ));
}

function When({ entry }: { entry: Entry }) {
  const { audit } = useConsoleWords();
  const { toTheSecond } = useDates();
  return (
    <>
      <time dateTime={entry.time}>{toTheSecond(entry.time)}</time>
      {entry.count > 1 && (
        <span className="hint">
          {audit.times(entry.count)}, {audit.until(toTheSecond(entry.lastTime))}
        </span>
      )}
    </>
  );
}

function Outcome({ entry }: { entry: Entry }) {
  const { audit } = useConsoleWords();
  return (
    <>
      <Badge tone={entry.outcome === 'success' ? 'good' : 'bad'}>{audit.outcomes[entry.outcome]}</Badge>
      {entry.reason !== null && <span className="hint">{audit.reasons[entry.reason] ?? entry.reason}</span>}
    </>
  );
}

/** Events of the audit trail in a person's words. */
export function Events({ entries, usernames }: { entries: readonly Entry[]; usernames: Usernames }) {
  const { audit } = useConsoleWords();
  const columns = [
    { head: audit.time, cell: (entry: Entry) => <When entry={entry} /> },
    {
      head: audit.event,
      cell: (entry: Entry) => (
        <>
          {audit.events[entry.event] ?? entry.event}
          <Details entry={entry} />
        </>
      ),
    },
    { head: audit.outcome, cell: (entry: Entry) => <Outcome entry={entry} /> },
    {
      head: audit.who,
      cell: ({ actor }: Entry) => (actor === null ? audit.unknown : <Party id={actor} usernames={usernames} />),
    },
    {
      head: audit.what,
      cell: ({ subject, actor }: Entry) =>
        subject === null ? '–' : subject === actor ? audit.self : <Party id={subject} usernames={usernames} />,
    },
    {
      head: audit.from,
      cell: ({ address, clientId, userAgent }: Entry) => (
        <span title={userAgent ?? undefined}>
          {address ?? '–'}
          {clientId !== null && <span className="hint">{audit.client(clientId)}</span>}
        </span>
      ),
    },
  ];
  return <Table caption={audit.list} columns={columns} rows={entries} keyOf={({ id }) => id} />;
}
