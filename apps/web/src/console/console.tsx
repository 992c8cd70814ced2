import { type ComponentType, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Page } from '../elements/page';
import { MembersOnly } from '../session/members-only';
import { useSessionState } from '../session/session';
import '../styles/console.css';
import { useConsoleWords } from '../words/console/words';
import { useWords } from '../words/language';
import { Audit } from './audit/audit';
import { ClientPage } from './clients/client';
import { Clients } from './clients/clients';
import { NewClient } from './clients/new-client';
import { Keys } from './keys/keys';
import { MoreErrors } from './more-errors';
import { Navigation } from './navigation';
import { type Part, partPaths, useParts } from './parts';
import { Registry } from './registry/registry';
import { UserPage } from './users/user';
import { Users } from './users/users';

const pages: readonly (readonly [part: Part, path: string, page: ComponentType<{ id: string }>])[] = [
  ['users', '/console/users', Users],
  ['users', '/console/users/:id', UserPage],
  ['registry', '/console/apis', Registry],
  ['clients', '/console/clients', Clients],
  ['clients', '/console/clients/new', NewClient],
  ['clients', '/console/clients/:id', ClientPage],
  ['keys', '/console/keys', Keys],
  ['audit', '/console/audit', Audit],
];

function Refused() {
  const { navigation, session } = useWords();
  return (
    <Page title={navigation.console}>
      <MembersOnly>
        <p>{session.refused}</p>
      </MembersOnly>
    </Page>
  );
}

function Unknown() {
  const { errors } = useWords();
  return <Page title={errors.pageNotFound} />;
}

function Forward({ to }: { to: string }) {
  const [, go] = useLocation();
  useEffect(() => go(to, { replace: true }), [go, to]);
  return null;
}

/** What administrators see and change. */
export default function Console() {
  const parts = useParts();
  const { status } = useSessionState();
  const { errors } = useConsoleWords();
  const [first] = parts;
  // Reading waits for the session of a person who was here before.
  if (status === 'signed-out' || first === undefined) return <Refused />;
  return (
    <MoreErrors byCode={errors.byCode} faults={errors.faults}>
      <Navigation parts={parts} />
      <Switch>
        <Route path="/console">
          <Forward to={partPaths[first]} />
        </Route>
        {pages.map(([part, path, Content]) => (
          <Route key={path} path={path}>
            {({ id = '' }: { id?: string }) => (parts.includes(part) ? <Content key={id} id={id} /> : <Refused />)}
          </Route>
        ))}
        <Route component={Unknown} />
      </Switch>
    </MoreErrors>
  );
}
