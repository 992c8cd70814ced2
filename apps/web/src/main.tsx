import { createSession, parseSettings } from '@gatehouse/browser';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from './api/api';
import { createQueryClient } from './api/queries';
import { App } from './app';
import { Start } from './start';
import './styles/page.css';
import { firstWords, Spoken } from './words/language';

async function sessionOfSettings() {
  const answer = await fetch('/settings.json', { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`/settings.json: ${answer.status}`);
  return createSession(parseSettings(await answer.json()));
}

async function show(element: HTMLElement): Promise<void> {
  const root = createRoot(element);
  const words = firstWords();
  const queries = createQueryClient();
  const render = async () => {
    try {
      const session = await sessionOfSettings();
      const api = createApi(session);
      root.render(
        <StrictMode>
          <Spoken first={await words}>
            <App session={session} api={api} queries={queries} />
          </Spoken>
        </StrictMode>,
      );
    } catch (error) {
      root.render(
        <Spoken first={await words}>
          <Start error={error} onRetry={() => void render()} />
        </Spoken>,
      );
    }
  };
  await render();
}

const element = document.getElementById('page');
if (element) void show(element);
