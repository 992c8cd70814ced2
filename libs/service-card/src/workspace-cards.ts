import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CardSource, checkServiceCards, ServiceCardError } from './check';
import type { ServiceCard } from './service-card';

const fileName = 'service.json';

/** Reads and checks the card of every service in `apps` of a workspace. Throws `ServiceCardError`. */
export function workspaceCards(root: string): readonly ServiceCard[] {
  const apps = join(root, 'apps');
  const folders = readdirSync(apps)
    .filter((folder) => existsSync(join(apps, folder, fileName)))
    .sort();
  return checkServiceCards(folders.map((folder) => cardSource(root, folder)));
}

/** Reads the cards in these files and checks them together. Throws `ServiceCardError`. */
export function readServiceCards(files: readonly string[]): readonly ServiceCard[] {
  return checkServiceCards(files.map((file) => ({ file, content: parsed(file, file) })));
}

function cardSource(root: string, folder: string): CardSource {
  const file = `apps/${folder}/${fileName}`;
  return { file, folder, content: parsed(join(root, file), file) };
}

function parsed(path: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ServiceCardError([
      `${file}: ${error instanceof SyntaxError ? `is not JSON (${error.message})` : 'cannot be read'}`,
    ]);
  }
}

/** The one card of the authorization server. Throws `ServiceCardError` where there is none. */
export function authorizationServerOf(cards: readonly ServiceCard[]): ServiceCard {
  const found = cards.find(({ authorizationServer }) => authorizationServer === true);
  if (!found) throw new ServiceCardError(['no card says "authorizationServer": true']);
  return found;
}
