import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { Button } from './elements/button';
import { profileQuery } from './account/profile';
import { useApi } from './api/api';
import { useEntrance } from './session/entrance';
import { mayUseConsole, useSessionState } from './session/session';
import { useWords } from './words/language';

function Entry({ to, label }: { to: string; label: string }) {
  const [path] = useLocation();
  const isHere = to === '/' ? path === '/' : path.startsWith(to);
  return (
    <Link href={to} aria-current={isHere ? 'page' : undefined}>
      {label}
    </Link>
  );
}

/** Where a person is and can go, and who is logged in. */
export function Header() {
  const words = useWords();
  const { signIn, signOut } = useEntrance();
  const state = useSessionState();
  const [path] = useLocation();
  const person = state.status === 'signed-out' ? null : state.person;
  // A name that was changed here is newer than that of the login.
  const { data: profile } = useQuery({ ...profileQuery(useApi()), enabled: false });
  const place = path === '/callback' ? { returnTo: '/' } : {};
  return (
    <header className="bar">
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <div className="bar-content">
        <Link href="/" className="brand">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 21V6l3 2 3-4 3 4 3-4 3 4 3-2v15h-6v-5a3 3 0 0 0-6 0v5z" />
          </svg>
          <span>{words.brand}</span>
        </Link>
        <nav aria-label={words.navigation.label}>
          <Entry to="/" label={words.navigation.board} />
          {person && <Entry to="/account" label={words.navigation.account} />}
          {mayUseConsole(person) && <Entry to="/console" label={words.navigation.console} />}
        </nav>
        <div className="who">
          {person ? (
            <>
              <span className="person" title={words.session.signedInAs(person.username)}>
                <bdi>{profile?.name ?? person.name ?? person.username}</bdi>
              </span>
              <Button look="quiet" onClick={() => void signOut()}>
                {words.session.signOut}
              </Button>
            </>
          ) : (
            state.status === 'signed-out' && (
              <>
                <Button look="quiet" onClick={() => signIn(place)}>
                  {words.session.signIn}
                </Button>
                <Button onClick={() => signIn({ ...place, create: true })}>{words.session.signUp}</Button>
              </>
            )
          )}
        </div>
      </div>
    </header>
  );
}
