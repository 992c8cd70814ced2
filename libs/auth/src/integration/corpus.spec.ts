import { connect } from 'node:net';
import { adversarialTokens, controlTokens } from '@gatehouse/access-token/testing';
import { createTestIssuer, send, type TestIssuer } from '../testing';
import { adapters, closeServices, guardedService } from './guarded-service';

const PATH = '/things/undeclared';

/** Over a bare socket, because clients refuse to send what an attacker sends all the same. */
function sendBytes(url: string, token: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => chunks.push(chunk));
    // The server may hang up on a head that is too large before it has read all of it.
    socket.on('error', (error) => chunks.length === 0 && reject(error));
    socket.on('close', () => {
      const [head = '', text = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), text });
    });
    socket.write(
      `GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
  });
}

/** What Node's HTTP parser lets through to an application: no line breaks, no NUL, a head of at most 16 KB. */
function carried(token: string): boolean {
  return !/[\r\n\0]/.test(token) && Buffer.byteLength(token) < 16_000;
}

// Where a revocation has to be asked for, every token takes the way through passport.
const ways = [
  ['at once', {}],
  ['through passport', { isRevoked: () => false }],
] as const;
const cases = adapters.flatMap(([name, adapter]) =>
  ways.map(([way, options]) => [name, way, adapter, options] as const),
);

describe.each(cases)('the corpus over HTTP on %s, verified %s', (_name, _way, adapter, options) => {
  let issuer: TestIssuer;
  let url: string;

  beforeAll(async () => {
    issuer = await createTestIssuer();
    const issuers = [{ issuer: issuer.issuer, audience: issuer.audience }];
    ({ url } = await guardedService(adapter(), { issuers, ...options }));
    await send(url, { method: 'GET', path: PATH }, issuer.mint());
  });
  afterAll(async () => {
    await closeServices();
    await issuer.close();
  });

  it('accepts every control', async () => {
    const controls = controlTokens(issuer);
    const answers = await Promise.all(controls.map(({ token }) => send(url, { method: 'GET', path: PATH }, token)));
    expect(controls.filter((_control, i) => answers[i]?.status !== 200).map(({ name }) => name)).toEqual([]);
    expect(controls.length).toBeGreaterThan(0);
  });

  it('refuses every adversarial token in the same words', async () => {
    const odd: string[] = [];
    // Blanks around a token are the header's, not the token's (RFC 9110 §5.5, RFC 6750 §2.1: 1*SP).
    const tokens = adversarialTokens(issuer).filter(({ token }) =>
      carried(token) ? !/^[ ]|[ \t]$/.test(token) : true,
    );
    const { text: constant } = await send(url, { method: 'GET', path: PATH }, 'x');
    for (let i = 0; i < tokens.length; i += 20) {
      const batch = tokens.slice(i, i + 20).map(async ({ class: attack, name, token }) => {
        const { status, text } = await sendBytes(url, token);
        const asExpected = carried(token) ? status === 401 && text === constant : [400, 401, 431].includes(status);
        if (!asExpected) odd.push(`${attack}: ${name}: ${status} ${text}`);
      });
      await Promise.all(batch);
    }
    expect(odd).toEqual([]);
    expect(tokens.length).toBeGreaterThanOrEqual(350);
  }, 60_000);
});
