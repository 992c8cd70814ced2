import { type Session, SignInUnavailableError, StorageBlockedError } from '@gatehouse/browser';
import { useNotice } from '../elements/notices';
import { useSpeech } from '../words/language';
import { useSession } from './session';

type SignInOptions = NonNullable<Parameters<Session['signIn']>[0]>;

/** The ways in and out. What keeps them shut is told. */
export function useEntrance() {
  const session = useSession();
  const say = useNotice();
  const { words, language } = useSpeech();
  return {
    /** Leads back to where the person is, unless the options say otherwise. */
    signIn: (options: SignInOptions = {}) => {
      session.signIn({ language, ...options }).catch((error: unknown) => {
        const isBlocked = error instanceof StorageBlockedError;
        say(isBlocked ? words.session.storageBlocked : words.errors.unavailableNow);
      });
    },
    /** Whoever asks for it is logged out here, even if the server does not hear of it yet. */
    signOut: () =>
      session.signOut().catch((error: unknown) => {
        if (error instanceof SignInUnavailableError) say(words.session.signOutUnfinished);
        else throw error;
      }),
  };
}
