import { en as consoleEn } from './console/en';
import { loaders as consoleLoaders } from './console/loaders';
import { timeAgo } from './dates';
import { en } from './en';
import { type Language, languages, loaders, preferredLanguage } from './languages';

// The same in both languages.
const alike = new Set([
  'brand',
  'write.left',
  'errors.byCode',
  'errors.faults',
  'account.name',
  'parts.clients',
  'registry.scope',
]);

/** Every text, by its place; a function is asked for one and for many. */
function textsOf(words: object, place = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const here = place === '' ? name : `${place}.${name}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function') {
      return [1, 2].map((count) => [here, String((value as (count: number) => string)(count))]);
    }
    return alike.has(here) ? [] : textsOf(value as object, here);
  });
}

describe('the words of the page', () => {
  const others = (Object.keys(languages) as Language[]).filter((language) => language !== 'en');

  it.each(others)('are all translated in %s', async (language) => {
    for (const [ours, theirs] of [
      [en, await loaders[language]()],
      [consoleEn, await consoleLoaders[language]()],
    ] as const) {
      const english = new Map(textsOf(ours));
      const texts = textsOf(theirs);
      expect(texts.map(([place]) => place)).toEqual(textsOf(ours).map(([place]) => place));
      const untranslated = texts.filter(([place, text]) => english.get(place) === text && !alike.has(place));
      expect(untranslated).toEqual([]);
      expect(Object.keys(theirs.errors.byCode).sort()).toEqual(Object.keys(ours.errors.byCode).sort());
    }
  });

  it.each([
    [null, ['de-CH', 'en'], 'de'],
    [null, ['fr-FR', 'de'], 'de'],
    [null, ['fr-FR'], 'en'],
    [null, [], 'en'],
    ['en', ['de'], 'en'],
    ['toString', ['de'], 'de'],
  ])('are in the stored language %j, else in the first of %j that there is: %s', (stored, wanted, language) => {
    expect(preferredLanguage(stored, wanted)).toBe(language);
  });

  it.each([
    [0, 'now'],
    [59, 'now'],
    [-3600, 'now'],
    [60, '1 minute ago'],
    [3599, '59 minutes ago'],
    [3600, '1 hour ago'],
    [86_400, 'yesterday'],
    [604_800, '1 Jan 2026'],
  ])('tell a time that is %i seconds ago as %s', (seconds, text) => {
    const from = new Date('2026-01-01T12:00:00Z');
    expect(timeAgo('en-GB', from, new Date(from.getTime() + seconds * 1000))).toBe(text);
  });
});
