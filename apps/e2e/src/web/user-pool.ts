import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A user pool of Amazon Cognito, as far as its documentation says what a page sees of it. Its sign-in page asks nothing. */
export interface UserPool {
  readonly url: string;
  /** Everything that it was asked, as method, path and parameters. */
  readonly asked: { readonly path: string; readonly parameters: Readonly<Record<string, string>> }[];
  stop(): Promise<void>;
}

export const poolUser = { sub: 'b1f3', 'cognito:username': 'ada', name: 'Ada Lovelace' };

function unsigned(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
  return body;
}

export async function startUserPool(): Promise<UserPool> {
  const asked: UserPool['asked'] = [];
  let url = '';
  let issued = 0;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const target = new URL(request.url ?? '/', url);
      const parameters = Object.fromEntries([...target.searchParams, ...new URLSearchParams(body)]);
      const { pathname: path } = target;
      asked.push({ path, parameters });
      response.setHeader('Access-Control-Allow-Origin', '*');
      const json = (value: object) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(value));
      const lead = (address: string) => response.writeHead(302, { Location: address }).end();
      if (path === '/pool/.well-known/openid-configuration') {
        return json({
          issuer: `${url}/pool`,
          authorization_endpoint: `${url}/oauth2/authorize`,
          token_endpoint: `${url}/oauth2/token`,
        });
      }
      if (path === '/oauth2/authorize' || path === '/signup') {
        const { redirect_uri = '', state = '' } = parameters;
        return lead(`${redirect_uri}?${new URLSearchParams({ code: `code-${++issued}`, state }).toString()}`);
      }
      if (path === '/logout') return lead(parameters['logout_uri'] ?? '');
      if (path !== '/oauth2/token') return response.end();
      const isFirst = parameters['grant_type'] === 'authorization_code';
      return json({
        access_token: `access-${++issued}`,
        id_token: unsigned({ ...poolUser, iss: `${url}/pool`, aud: parameters['client_id'] }),
        // A pool does not rotate refresh tokens, unless its app client says so.
        ...(isFirst && { refresh_token: `refresh-${issued}` }),
        token_type: 'Bearer',
        expires_in: 300,
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
