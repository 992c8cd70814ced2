/**
 * Installs nest-keycloak-connect with the Nest that it supports in a project outside the workspace, runs the application of
 * docs/coming-from/nest-keycloak-connect.md there, and compares its statuses with the recorded ones. With `--write` it
 * records them. Needs the npm registry.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { createTestIssuer, publicJwk } from '@gatehouse/access-token/testing';
import { send } from '@gatehouse/auth/testing';
import { exampleBelow, pageText } from '../code-blocks';
import { keycloakRequests, tokenOf } from './requests';

const recorded = join(__dirname, 'nest-keycloak-connect.json');
const dependencies = {
  '@nestjs/common': '10.4.22',
  '@nestjs/core': '10.4.22',
  '@nestjs/graphql': '12.2.2',
  '@nestjs/platform-express': '10.4.22',
  '@types/node': '24.19.4',
  graphql: '16.15.0',
  'keycloak-connect': '26.1.1',
  'nest-keycloak-connect': '1.10.1',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
  typescript: '5.9.3',
};
const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'commonjs',
    moduleResolution: 'node10',
    strict: true,
    skipLibCheck: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
  },
  files: ['main.ts'],
};
const main = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app';
void NestFactory.create(AppModule, { logger: false }).then(async (app) => {
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
});`;

async function statusesBefore(): Promise<Record<string, number>> {
  const issuer = await createTestIssuer({ preset: 'keycloak' });
  // Keycloak's own addresses: its keys, and its token endpoint, which decides on permissions by a scope of the token.
  const realm = createServer((request, response) => {
    if (request.url === '/realms/shop/protocol/openid-connect/certs') {
      response.end(JSON.stringify({ keys: issuer.keys.map(publicJwk) }));
      return;
    }
    void text(request).then((form) => {
      const isGranted = scopeOf(new URLSearchParams(form).get('subject_token')).includes('products:view');
      if (isGranted) response.end(JSON.stringify([{ rsid: '1', rsname: 'Product', scopes: ['View'] }]));
      else response.writeHead(403).end('{"error":"access_denied"}');
    });
  });
  await once(realm.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(realm.address() as AddressInfo).port}`;
  const project = mkdtempSync(join(tmpdir(), 'gatehouse-port-'));
  const write = (name: string, text: string) => writeFileSync(join(project, name), text);
  try {
    write('package.json', JSON.stringify({ private: true, dependencies }));
    write('tsconfig.json', JSON.stringify(tsconfig));
    write('main.ts', main);
    const app = exampleBelow(pageText('docs/coming-from/nest-keycloak-connect.md'), 'Before');
    write('app.ts', app.replace('https://sso.example.com', address));
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: project, stdio: 'inherit' });
    execFileSync(join(project, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project, stdio: 'inherit' });
    const child = spawn(process.execPath, ['main.js'], { cwd: project, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [url] = (await Promise.race([
        once(createInterface({ input: child.stdout }), 'line'),
        once(child, 'exit').then(() => Promise.reject(new Error('the application does not start'))),
      ])) as [string];
      const statuses: Record<string, number> = {};
      for (const request of keycloakRequests) {
        const { name, method, path } = request;
        const token = tokenOf(request, issuer, `${address}/realms/shop`);
        statuses[name] = (await send(url, { method, path }, token)).status;
      }
      return statuses;
    } finally {
      child.kill();
    }
  } finally {
    rmSync(project, { recursive: true, force: true });
    realm.close();
    await issuer.close();
  }
}

function scopeOf(token: string | null): string {
  const [, payload = ''] = token?.split('.') ?? [];
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { scope: string }).scope;
}

async function check(): Promise<void> {
  const statuses = await statusesBefore();
  if (process.argv.includes('--write')) {
    writeFileSync(recorded, `${JSON.stringify(statuses, undefined, 2)}\n`);
    return;
  }
  const expected = JSON.parse(readFileSync(recorded, 'utf8')) as Record<string, number>;
  const count = Object.keys(statuses).length;
  if (!isDeepStrictEqual(statuses, expected)) {
    process.stderr.write(`recorded ${JSON.stringify(expected)}\nfound    ${JSON.stringify(statuses)}\n`);
    process.exitCode = 1;
  } else process.stdout.write(`nest-keycloak-connect answers ${count} requests as recorded\n`);
}

void check();
