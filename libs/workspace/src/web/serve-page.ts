import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceCard } from '@gatehouse/service-card';
import { type Plugin, type ProxyOptions } from 'vite';
import { localServices, localUrl, portVariable, workspaceRoot } from '../start/local-services';
import { given } from '../start/config';
import { pageClientId, pageScope, type PageSettings } from './page-settings';
import { securityHeaders, silentPageHeaders } from './security-headers';
import { pageAddress, pageEnvironment } from './config';

const root = join(workspaceRoot, 'apps/web');
const configFile = join(root, 'vite.config.mts');

function originOf(card: ServiceCard): string {
  return new URL(localUrl(card, given[portVariable(card)] ?? card.port)).origin;
}

/** Every path that a service has, under the page's own origin, as in a deployment. */
function proxies(cards: readonly ServiceCard[]): Record<string, ProxyOptions> {
  const pathsOf = ({ basePath, wellKnown }: ServiceCard) => [basePath, ...wellKnown];
  return Object.fromEntries(
    cards.flatMap((card) => pathsOf(card).map((path) => [`^${path}(?:[/?]|$)`, { target: originOf(card) }])),
  );
}

function settingsOf(cards: readonly ServiceCard[]): PageSettings {
  const { issuer, session, settings } = pageEnvironment();
  return { session, issuer, clientId: pageClientId, scope: pageScope(cards), ...settings };
}

/** Answers `/settings.json`, finds the page of the silent return, and says what a page may do. */
function page(settings: PageSettings, services: readonly RegExp[], isStrict: boolean): Plugin {
  const sources = [
    ...new Set([settings.issuer, settings.hostedUi ?? settings.issuer].map((url) => new URL(url).origin)),
  ];
  const answer = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const path = request.url?.split('?')[0] ?? '/';
    if (services.some((service) => service.test(path))) return next();
    if (path === '/settings.json') {
      response.setHeader('Content-Type', 'application/json').setHeader('Cache-Control', 'no-cache');
      return response.end(JSON.stringify(settings));
    }
    const isSilent = path === '/silent' || path === '/silent.html';
    if (path === '/silent') request.url = request.url?.replace('/silent', '/silent.html');
    const origins = { connect: sources, frame: sources };
    const { 'Content-Security-Policy': policy, ...headers } = isSilent
      ? silentPageHeaders(origins)
      : securityHeaders(origins);
    // The development server puts scripts of its own into the page.
    if (isStrict && policy !== undefined) response.setHeader('Content-Security-Policy', policy);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return next();
  };
  return {
    name: 'gatehouse-page',
    configureServer: ({ middlewares }) => void middlewares.use(answer),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(answer),
  };
}

/** Builds the page and serves it in front of the services; with `--watch` from its sources, with each change at once. */
async function serve(isWatching: boolean): Promise<void> {
  const { build, createServer, preview } = await import('vite');
  const cards = localServices();
  const proxy = proxies(cards);
  const services = Object.keys(proxy).map((pattern) => new RegExp(pattern));
  const plugins = [page(settingsOf(cards), services, !isWatching)];
  const listening = { ...pageAddress(), strictPort: true, proxy, cors: false };
  if (isWatching) {
    const server = await createServer({ root, configFile, plugins, server: listening });
    await server.listen();
    return server.printUrls();
  }
  // A folder of its own, so that two starts at once have two pages.
  const outDir = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
  await build({ root, configFile, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  await preview({ root, configFile, plugins, logLevel: 'warn', build: { outDir }, preview: listening });
}

serve(process.argv.includes('--watch')).catch((error: unknown) => {
  process.stderr.write(`The page cannot be served: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
