import { type Session } from '@gatehouse/browser';
import { type QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { type Api, ApiContext } from './api/api';
import { Board } from './board/board';
import { feedKey } from './board/message';
import { Boundary } from './elements/boundary';
import { Loading } from './elements/loading';
import { Notices } from './elements/notices';
import { Page } from './elements/page';
import { Fault } from './elements/trouble';
import { Footer } from './footer';
import { Header } from './header';
import { SessionContext, usePerson, useSessionState } from './session/session';
import { useWords } from './words/language';

const callback = '/callback';

const Account = lazy(() => import('./account/account'));
const Console = lazy(() => import('./console/console'));

function Unknown() {
  const { errors } = useWords();
  return (
    <Page title={errors.pageNotFound}>
      <p>
        <Link href="/">{errors.toBoard}</Link>
      </p>
    </Page>
  );
}

/** Goes on with the session that there was, or with what the login page has answered. Returns what went wrong. */
function useStart(session: Session): string | undefined {
  const words = useWords();
  const [, go] = useLocation();
  const [problem, setProblem] = useState<'cancelled' | 'failed'>();
  // As it was when the page came: the session takes the answer out of the address.
  const [{ isCallback, isRefusal }] = useState(() => ({
    isCallback: location.pathname === callback,
    isRefusal: new URLSearchParams(location.search).get('error') === 'access_denied',
  }));
  useEffect(() => {
    session
      .start()
      .catch(() => ({ returnTo: null }))
      .then(({ returnTo }) => {
        if (!isCallback) return;
        if (session.state.status === 'signed-out') setProblem(isRefusal ? 'cancelled' : 'failed');
        go(returnTo ?? '/', { replace: true });
      })
      .catch(() => undefined);
    // The session starts once, with the page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [session]);
  return problem && words.session[problem];
}

/** What was read for one person is for no other one. */
function useOwnReadsOnly(subject: string | undefined): void {
  const queries = useQueryClient();
  useEffect(
    () => () => queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== feedKey[0] }),
    [queries, subject],
  );
}

function Waiting() {
  const { board, brand } = useWords();
  return (
    <Page title={brand}>
      <Loading label={board.loading} lines={5} />
    </Page>
  );
}

function Pages({ session }: { session: Session }) {
  const problem = useStart(session);
  const { status } = useSessionState();
  const subject = usePerson()?.subject;
  useOwnReadsOnly(subject);
  return (
    <>
      <Header />
      {problem !== undefined && status === 'signed-out' && (
        <div className="page-fault">
          <Fault text={problem} />
        </div>
      )}
      <Boundary>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/" component={Board} />
            <Route path={callback} component={Waiting} />
            <Route path="/account">
              <Account key={subject} />
            </Route>
            <Route path="/console/*?">
              <Console key={subject} />
            </Route>
            <Route component={Unknown} />
          </Switch>
        </Suspense>
      </Boundary>
      <Footer />
    </>
  );
}

export function App({ session, api, queries }: { session: Session; api: Api; queries: QueryClient }) {
  return (
    <QueryClientProvider client={queries}>
      <SessionContext value={session}>
        <ApiContext value={api}>
          <Notices>
            <Pages session={session} />
          </Notices>
        </ApiContext>
      </SessionContext>
    </QueryClientProvider>
  );
}
