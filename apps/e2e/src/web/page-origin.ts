import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { workspaceRoot } from '@gatehouse/workspace';
import { build } from 'esbuild';
import { type System } from '../system';

/** An origin with one page that holds nothing but a session, and the services below it. */
export interface PageOrigin {
  readonly origin: string;
  stop(): Promise<void>;
}

const script = `
  import { createSession, parseSettings, SessionEndedError, SignInUnavailableError } from '@gatehouse/browser';
  const settings = parseSettings(await (await fetch('/settings.json')).json());
  globalThis.session = createSession(settings, { apis: ['/auth', '/messages'] });
  globalThis.states = [session.state.status];
  session.subscribe(() => states.push(session.state.status));
  globalThis.started = session.start();
  globalThis.fate = (work) => work.then((answer) => answer.status, (error) => (error instanceof SessionEndedError || error instanceof SignInUnavailableError ? error.name : String(error.stack)));
`;
const contents = (page: string) =>
  `<!doctype html><title>Page</title><body><script type="module" src="${page}"></script>`;

async function bundle(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: workspaceRoot, sourcefile: 'app.js' },
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    outdir: '/',
    entryNames: 'app',
    tsconfig: join(workspaceRoot, 'tsconfig.base.json'),
  });
  const silent = await build({
    entryPoints: [join(workspaceRoot, 'libs/browser/src/silent/page.ts')],
    bundle: true,
    write: false,
    outdir: '/',
    entryNames: 'silent-page',
  });
  return new Map([...outputFiles, ...silent.outputFiles].map(({ path, text }) => [path, text]));
}

function relay(request: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, headers, url = '/' } = request;
  const { hostname, port } = new URL(target);
  const onward = forward({ hostname, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
}

/** Serves the page on a port that is the origin's, for a system that was started with it in `WEB_ORIGINS`. */
export async function servePage(
  port: number,
  system: () => Pick<System, 'origin'>,
  settings: () => Readonly<Record<string, string>>,
): Promise<PageOrigin> {
  const scripts = await bundle();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const api = ['/auth', '/messages'].find((base) => pathname === base || pathname.startsWith(`${base}/`));
    if (api !== undefined) return relay(request, response, system().origin(api.slice(1)));
    const isSilent = pathname === '/silent';
    const { issuer = '', hostedUi = '' } = settings();
    const servers = [issuer, hostedUi].filter(Boolean).map((url) => new URL(url).origin);
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      ["connect-src 'self'", ...servers].join(' '),
      ["frame-src 'self'", ...servers].join(' '),
      `frame-ancestors ${isSilent ? "'self'" : "'none'"}`,
    ];
    response.setHeader('Content-Security-Policy', policy.join('; '));
    const code = scripts.get(pathname);
    if (code !== undefined) return void response.setHeader('Content-Type', 'text/javascript').end(code);
    if (pathname === '/settings.json') {
      return void response.setHeader('Content-Type', 'application/json').end(JSON.stringify(settings()));
    }
    response.setHeader('Content-Type', 'text/html').end(contents(isSilent ? '/silent-page.js' : '/app.js'));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
