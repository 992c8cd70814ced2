import { use } from 'react';
import { useSpeech } from '../language';
import { type Language } from '../languages';
import { type ConsoleWords } from './en';
import { loaders } from './loaders';

const loaded = new Map<Language, Promise<ConsoleWords>>();

/** What the console says in the language of the page. Suspends until it is loaded. */
export function useConsoleWords(): ConsoleWords {
  const { language } = useSpeech();
  const words = loaded.get(language) ?? loaders[language]();
  loaded.set(language, words);
  return use(words);
}
