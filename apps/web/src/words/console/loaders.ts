import { type Language } from '../languages';
import { type ConsoleWords, en } from './en';

/** The words of the console; all but English are loaded when they are needed. */
export const loaders: Readonly<Record<Language, () => Promise<ConsoleWords>>> = {
  en: () => Promise.resolve(en),
  de: () => import('./de').then(({ de }) => de),
};
