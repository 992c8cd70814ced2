import { Link, useLocation } from 'wouter';
import { useConsoleWords } from '../words/console/words';
import { type Part, partPaths } from './parts';

/** Leads to the parts of the console that the person may see. */
export function Navigation({ parts }: { parts: readonly Part[] }) {
  const words = useConsoleWords();
  const [path] = useLocation();
  return (
    <nav className="parts" aria-label={words.navigation}>
      {parts.map((part) => (
        <Link key={part} href={partPaths[part]} aria-current={path.startsWith(partPaths[part]) ? 'page' : undefined}>
          {words.parts[part]}
        </Link>
      ))}
    </nav>
  );
}
