import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatehouse/dynamodb/testing';
import { workspaceRoot } from '@gatehouse/workspace';
import { signIn } from '../sign-in';
import { itWith } from './installed';
import { type ClientTests, register, type Registered } from './setting';
import { Visitor } from './visitor';

const apache = '/usr/sbin/apache2';
const modules = '/usr/lib/apache2/modules';
const needed = {
  files: [apache, `${modules}/mod_auth_openidc.so`],
  packages: 'apache2 and libapache2-mod-auth-openidc',
};

/** The settings of docs/clients.md, filled in. */
async function documentedSettings(issuer: string, app: string, client: Registered): Promise<string> {
  const page = await readFile(join(workspaceRoot, 'docs/clients.md'), 'utf8');
  const [, settings] = /## Apache with mod_auth_openidc\n[^#]*?```[a-z]*\n(.*?)```/s.exec(page) ?? [];
  if (settings === undefined) throw new Error('docs/clients.md shows no settings');
  return settings
    .replace('https://HOST/auth', issuer)
    .replace('https://APP', app)
    .replace('CLIENT_ID', client.client_id)
    .replace('SECRET', client.client_secret)
    .replace('…', 'a-passphrase-of-this-test');
}

function configuration(folder: string, port: number, settings: string): string {
  const loaded = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'headers', 'auth_openidc'];
  return [
    `ServerRoot ${folder}`,
    `PidFile ${folder}/apache.pid`,
    `DefaultRuntimeDir ${folder}`,
    `ErrorLog ${folder}/error.log`,
    ...loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`),
    `Listen 127.0.0.1:${port}`,
    'ServerName localhost',
    ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
    `DocumentRoot ${folder}`,
    settings,
    // It sends no script to the sign-in page, and Node's fetch says that it is one.
    'RequestHeader unset Sec-Fetch-Mode early',
    '<Location />',
    '  AuthType openid-connect',
    '  Require valid-user',
    '  Header always set X-Name "%{OIDC_CLAIM_name}e"',
    '  Header always set X-Username "%{OIDC_CLAIM_preferred_username}e"',
    '</Location>',
  ].join('\n');
}

async function untilReady(child: ChildProcess, app: string, log: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) break;
    if (
      await fetch(app, { redirect: 'manual' }).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Apache did not start: ${await readFile(log, 'utf8').catch(() => '')}`);
}

export const modAuthOpenidc: ClientTests = (setting) => {
  itWith(needed, 'mod_auth_openidc signs in with the settings of docs/clients.md', async () => {
    const { issuer, person } = setting();
    const port = await freePort();
    const app = `http://localhost:${port}`;
    const client = await register(setting(), 'web', '--redirect-uri', `${app}/oidc`);
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-apache-'));
    // The processes of Apache that answer have another user.
    await chmod(folder, 0o755);
    const file = join(folder, 'apache.conf');
    await writeFile(file, configuration(folder, port, await documentedSettings(issuer, app, client)));
    const child = spawn(apache, ['-D', 'FOREGROUND', '-f', file], { stdio: 'inherit' });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    try {
      await untilReady(child, app, join(folder, 'error.log'));
      const visitor = new Visitor();
      const away = await visitor.redirect(`${app}/reports`);
      const back = await visitor.redirect(await signIn(away, person));
      expect(back.href).toBe(`${app}/reports`);
      const { headers } = await visitor.request(back);
      expect(headers.get('x-name')).toBe(person.name);
      expect(headers.get('x-username')).toBe(person.username);
    } finally {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    }
  });
};
