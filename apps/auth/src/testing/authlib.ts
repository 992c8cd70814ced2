import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// Debian's own first: another Python in the path may not have its packages.
const pythons = ['/usr/bin/python3', 'python3'];
const python = pythons.find((candidate) => spawnSync(candidate, ['-c', 'import authlib, requests']).status === 0);

/** Declares a test that needs Authlib. Without it the test is skipped with a loud notice; with `CI` set that is a failure. */
export function itWithAuthlib(name: string, test: () => Promise<void>, timeout: number): void {
  if (python !== undefined) return void it(name, test, timeout);
  if (process.env['CI']) {
    it(name, () => {
      throw new Error('Authlib is missing. Install python3-authlib and python3-requests.');
    });
    return;
  }
  console.warn(`\n*** ${name}: NOT RUN. Install python3-authlib and python3-requests to run it. ***\n`);
  it.skip(name, () => undefined);
}

/** What the script of the flow is given. */
export interface AuthlibSettings {
  readonly issuer: string;
  /** Where the process answers that stands behind the issuer's address. */
  readonly base: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly redirect_uri: string;
  readonly scope: string;
  readonly resource: string;
}

/** Runs the code flow of Authlib and returns the claims of the access token. `authorize` does what the user does in the browser. */
export async function authlibCodeFlow(
  settings: AuthlibSettings,
  authorize: (url: URL) => Promise<URL>,
): Promise<Record<string, unknown>> {
  const script = join(__dirname, 'authlib_code_flow.py');
  const child = spawn(python ?? '', [script, JSON.stringify(settings)], {
    env: { PATH: process.env['PATH'], AUTHLIB_INSECURE_TRANSPORT: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error(`Authlib: ${errors}`);
    return value;
  };
  const left = await authorize(new URL(await nextLine()));
  child.stdin.write(`${left.href}\n`);
  return JSON.parse(await nextLine()) as Record<string, unknown>;
}
