import { useSpeech } from './words/language';
import { type Language, languages } from './words/languages';

/** Below every page: its language. */
export function Footer() {
  const { words, language, choose } = useSpeech();
  return (
    <footer className="foot">
      <label>
        {words.languageLabel}{' '}
        <select value={language} onChange={(event) => choose(event.target.value as Language)}>
          {Object.entries(languages).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
