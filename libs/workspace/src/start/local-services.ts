import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** Root of the workspace, whatever the current directory. */
export const workspaceRoot = join(__dirname, '../../../..');

/** A service that `npm start` runs. */
export interface LocalService {
  readonly project: string;
  readonly portVariable: string;
  readonly basePath: string;
}

export const localServices = {
  auth: { project: 'auth', portVariable: 'AUTH_PORT', basePath: '/auth' },
  messages: { project: 'messages', portVariable: 'MESSAGES_PORT', basePath: '/messages' },
} as const satisfies Record<string, LocalService>;

/** The defaults for local work, the same ones that `nx serve` takes. */
export function localDefaults(service: Pick<LocalService, 'project'>): Record<string, string> {
  const text = readFileSync(join(workspaceRoot, 'apps', service.project, '.env.serve'), 'utf8');
  return { ...(parseEnv(text) as Record<string, string>) };
}
