import { z } from 'zod';
import { localDefaults, portVariable } from '../start/local-services';
import { given } from '../start/config';
import { type PageSettings, sessionKinds, type SessionKind } from './page-settings';

/** Where the page is on this machine unless `WEB_PORT` moves it. */
export const pageServer = { name: 'web', port: 3000 } as const;

/** The address that the page's server listens on. */
export function pageAddress(): { host: string; port: number } {
  const port = given['PORT'] ?? given[portVariable(pageServer)] ?? pageServer.port;
  return { host: given['HOST'] ?? localDefaults()['HOST'] ?? 'localhost', port: Number(port) };
}

const override = z
  .strictObject({
    session: z.enum(sessionKinds).optional(),
    issuer: z.url().optional(),
    clientId: z.string().min(1).optional(),
    scope: z.string().min(1).optional(),
    hostedUi: z.url().optional(),
  })
  .transform((settings) => settings as Partial<PageSettings>);

/** What the page's settings follow from; `WEB_SETTINGS`, JSON, replaces single ones. */
export function pageEnvironment(): { issuer: string; session: SessionKind; settings: Partial<PageSettings> } {
  return {
    issuer: given['AUTH_ISSUER'] ?? localDefaults().AUTH_ISSUER,
    session: given['AUTH_COOKIES'] === 'on' ? 'cookies' : 'tokens',
    settings: override.parse(JSON.parse(given['WEB_SETTINGS'] ?? '{}')),
  };
}
