import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { authorizationServerOf, type ServiceCard, workspaceCards } from '@gatehouse/service-card';

function rootAbove(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, 'nx.json')) || above === folder ? folder : rootAbove(above);
}

/** Root of the workspace, whatever the current directory. Also where this file is a part of a bundle. */
export const workspaceRoot = rootAbove(__dirname);

/** The cards of all services, the authorization server first: the others wait for nothing else. */
export function localServices(): readonly ServiceCard[] {
  return serverFirst(workspaceCards(workspaceRoot));
}

/** The same cards, the authorization server first. */
export function serverFirst(cards: readonly ServiceCard[]): readonly ServiceCard[] {
  const server = authorizationServerOf(cards);
  return [server, ...cards.filter((card) => card !== server)];
}

/** The variable that moves a service to another port: `AUTH_PORT`. */
export function portVariable({ name }: Pick<ServiceCard, 'name'>): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_PORT`;
}

/** The base URL of a service on this machine, which is also its resource identifier there. */
export function localUrl({ basePath, port: usual }: ServiceCard, port: number | string = usual): string {
  return `http://localhost:${port}${basePath}`;
}

/** The defaults for local work: of all services, or of one. */
export function localDefaults(name?: string): { [name: string]: string; AUTH_ISSUER: string } {
  const files = ['libs/workspace/local.env', ...(name === undefined ? [] : [`apps/${name}/.env.serve`])];
  const texts = files.map((file) => join(workspaceRoot, file)).filter((file) => existsSync(file));
  return Object.assign({ AUTH_ISSUER: '' }, ...texts.map((file) => parseEnv(readFileSync(file, 'utf8')))) as ReturnType<
    typeof localDefaults
  >;
}
