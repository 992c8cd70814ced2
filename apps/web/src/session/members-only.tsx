import { type PropsWithChildren } from 'react';
import { Button } from '../elements/button';
import { Loading } from '../elements/loading';
import { useWords } from '../words/language';
import { useEntrance } from './entrance';
import { useSessionState } from './session';

/** Shows its content to whoever is logged in, and the way in to everybody else. */
export function MembersOnly({ children }: PropsWithChildren) {
  const { signIn } = useEntrance();
  const state = useSessionState();
  const words = useWords();
  if (state.status === 'signed-in') return children;
  if (state.status === 'starting') return <Loading label={words.account.loading} lines={3} />;
  return (
    <div className="empty">
      <p>{state.because === 'ended' ? words.session.ended : words.session.required}</p>
      <Button onClick={() => signIn()}>{words.session.signIn}</Button>
    </div>
  );
}
