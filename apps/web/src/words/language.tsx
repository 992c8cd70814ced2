import {
  createContext,
  type PropsWithChildren,
  startTransition,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { type Words } from './en';
import { type Language, loaders, preferredLanguage } from './languages';

const storageKey = 'gatehouse.language';

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

interface Speech {
  readonly language: Language;
  readonly words: Words;
  readonly choose: (language: Language) => void;
}

export const SpeechContext = createContext<Speech | null>(null);

/** Loads the words of the language that the page starts in. */
export async function firstWords(): Promise<{ language: Language; words: Words }> {
  const language = preferredLanguage(storedLanguage(), navigator.languages);
  return { language, words: await loaders[language]() };
}

export function Spoken({ first, children }: PropsWithChildren<{ first: { language: Language; words: Words } }>) {
  const [spoken, setSpoken] = useState(first);
  const choose = useCallback((language: Language) => {
    void loaders[language]().then((words) => {
      // A page with words of its own keeps the old ones until it has the new ones.
      startTransition(() => setSpoken({ language, words }));
      try {
        localStorage.setItem(storageKey, language);
      } catch {
        // The choice lasts as long as the page.
      }
    });
  }, []);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken.language]);
  const speech = useMemo(() => ({ ...spoken, choose }), [spoken, choose]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (!speech) throw new Error('There is no <Spoken> around this component.');
  return speech;
}

export function useWords(): Words {
  return useSpeech().words;
}
