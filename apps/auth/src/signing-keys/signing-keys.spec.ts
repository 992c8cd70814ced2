import { fork } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatehouse/dynamodb/testing';
import { createLocalJWKSet, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { type AuditLog } from '../audit/audit';
import { login, refresh, type RunningAuth, signUp, startAuth, type Tokens } from '../testing/running-auth';
import { type KmsServer, startKmsServer } from '../testing/kms-server';
import { FileSigningKeys } from './file-signing-keys';
import { type KeyPolicy, maxPublishedKeys, statesAt } from './key-schedule';
import { KeyRotation } from './key-rotation.service';
import { ownKeys } from './own-keys';

const hour = 3_600_000;
const policy: KeyPolicy = { jwksCache: 2 * hour, tokenLife: hour };
const context = { address: '', requestId: '' };
const audit = { record: () => undefined } as unknown as AuditLog;
const root = join(__dirname, '../../../..');

describe('Signing keys in a file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    path = join(folder, 'deep', 'signing-keys.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are made at first use, for their owner alone, and leave nothing else behind', async () => {
    const [key] = await new FileSigningKeys(path).all();
    expect(key?.material).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig', kid: key?.kid });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'deep'))).toEqual(['signing-keys.json']);
    expect(await new FileSigningKeys(path).all()).toEqual([key]);
  });

  it('are the same for processes that race for the first start', async () => {
    const script = join(folder, 'first-start.cjs');
    await writeFile(
      script,
      `const { FileSigningKeys } = require(${JSON.stringify(join(__dirname, 'file-signing-keys.ts'))});
       new FileSigningKeys(process.argv[2]).all().then(([{ kid }]) => process.send(kid, () => process.exit()));`,
    );
    const kids = await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise((resolve, reject) => {
            const child = fork(script, [path], {
              cwd: root,
              execArgv: ['-r', join(root, 'libs/workspace/register.cjs')],
            });
            child.once('message', resolve);
            child.once('exit', (code) => reject(new Error(`exit code ${code}`)));
          }),
      ),
    );
    expect(new Set(kids).size).toBe(1);
  }, 60_000);

  it('are never lost when several processes change them at once', async () => {
    await new FileSigningKeys(path).all();
    const kids = await Promise.all(Array.from({ length: 5 }, () => new FileSigningKeys(path).add(Date.now())));
    const all = (await new FileSigningKeys(path).all()).map(({ kid }) => kid);
    expect(all).toHaveLength(6);
    expect(all).toEqual(expect.arrayContaining(kids));
  });

  it('say so when the file is not theirs, and leave it as it is', async () => {
    path = join(folder, 'broken.json');
    await writeFile(path, '{"keys": "oops"}');
    await expect(new FileSigningKeys(path).all()).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('{"keys": "oops"}');
  });

  it('refuse no token through five rotations with a cache of 2 h in front, and are never more than 10', async () => {
    jest.useFakeTimers({
      now: Date.UTC(2026, 0, 1),
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'],
    });
    try {
      const keys = new FileSigningKeys(path);
      const rotation = new KeyRotation(keys, policy, audit);
      const snapshots: { at: number; verify: ReturnType<typeof createLocalJWKSet> }[] = [];
      const tokens: { at: number; token: string; kid: string }[] = [];
      const signers = new Set<string>();
      const step = hour / 2;
      for (let i = 0; i < 40; i++, jest.setSystemTime(Date.now() + step)) {
        const now = Date.now();
        if (i % 7 === 1 && i < 36) await rotation.rotate(undefined, context);
        const states = statesAt(await keys.all(), now, policy).filter(({ state }) => state !== 'gone');
        expect(states.length).toBeLessThanOrEqual(maxPublishedKeys);
        snapshots.push({
          at: now,
          verify: createLocalJWKSet({ keys: states.map(({ key }) => publicPart(key.material as JWK)) }),
        });
        const active = states.find(({ state }) => state === 'active')?.key;
        const kid = active?.kid ?? '';
        signers.add(kid);
        const token = await new SignJWT({})
          .setProtectedHeader({ alg: 'RS256', kid })
          .sign(await importJWK(active?.material as JWK, 'RS256'));
        tokens.push({ at: now, token, kid });
        // Every token that still lives, at every cache that is not older than it may be.
        for (const { token: living } of tokens.filter(({ at }) => now - at <= policy.tokenLife)) {
          for (const cache of snapshots.filter(({ at }) => now - at <= policy.jwksCache)) {
            await expect(jwtVerify(living, cache.verify)).resolves.toBeDefined();
          }
        }
      }
      expect(signers.size).toBe(6);
      const left = statesAt(await keys.all(), Date.now() + 10 * hour, policy).filter(({ state }) => state !== 'gone');
      expect(left).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  }, 60_000);

  it('go on after an emergency: the revoked key is gone at once and another one signs', async () => {
    const keys = new FileSigningKeys(path);
    const rotation = new KeyRotation(keys, policy, audit);
    const [first] = await keys.all();
    const after = await rotation.revoke(first?.kid ?? '', undefined, context);
    expect(after.map(({ kid, state }) => [kid === first?.kid, state]).sort()).toEqual([
      [false, 'active'],
      [true, 'gone'],
    ]);
    await expect(rotation.revoke(first?.kid ?? '', undefined, context)).rejects.toThrow('no such key');
    for (let i = 1; i < maxPublishedKeys; i++) await rotation.rotate(undefined, context);
    await expect(rotation.rotate(undefined, context)).rejects.toThrow('10 keys');
  }, 60_000);

  it('answer for the own JWKS alone, without a private part', async () => {
    const elsewhere = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('theirs'));
    try {
      const { fetch } = ownKeys('https://own.example/jwks.json', new FileSigningKeys(path), policy);
      const init = { headers: {}, redirect: 'error', signal: AbortSignal.timeout(10_000) } as const;
      const { keys } = (await (await fetch('https://own.example/jwks.json', init)).json()) as { keys: JWK[] };
      expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
      expect(elsewhere).not.toHaveBeenCalled();
      expect(await (await fetch('https://other.example/jwks.json', init)).text()).toBe('theirs');
      expect(elsewhere).toHaveBeenCalledWith('https://other.example/jwks.json', init);
    } finally {
      elsewhere.mockRestore();
    }
  });
});

function publicPart({ kty, n, e, kid, alg, use }: JWK): JWK {
  return { kty, n, e, kid, alg, use };
}

describe('Signing keys of a running service', () => {
  let auth: RunningAuth;
  let kms: KmsServer | undefined;
  afterEach(async () => {
    await auth.stop();
    await kms?.stop();
  });

  const published = async () => {
    const { keys } = (await (await fetch(`${auth.issuer}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    return keys.map(({ kid }) => kid);
  };
  const kidOf = ({ access_token }: Tokens) =>
    (JSON.parse(Buffer.from(access_token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
  async function until(condition: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 30_000; !(await condition());) {
      if (Date.now() > deadline) throw new Error('it did not happen within 30 s');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  it('are picked up without a restart: a rotated one first published, then used; a revoked one gone', async () => {
    auth = await startAuth({ JWKS_CACHE_SECONDS: '8' });
    const username = await signUp(auth.origin);
    const before = await login(auth.origin, username);
    const rotation = auth.app.get(KeyRotation);
    await rotation.rotate(undefined, context);
    await until(async () => (await published()).length === 2);
    expect(kidOf(await login(auth.origin, username))).toBe(kidOf(before));
    await until(async () => kidOf(await login(auth.origin, username)) !== kidOf(before));
    expect(await published()).toHaveLength(2);
    await rotation.revoke(kidOf(before), undefined, context);
    await until(async () => (await published()).length === 1);
    expect((await refresh(auth.origin, before.refresh_token)).status).toBe(200);
  }, 90_000);

  it('are what the own guards verify with: nothing is fetched, a new key holds at once and a withdrawn one no more', async () => {
    // Nobody answers under the issuer's address.
    auth = await startAuth({ AUTH_ISSUER: `http://127.0.0.1:${await freePort()}/auth`, JWKS_CACHE_SECONDS: '0' });
    const username = await signUp(auth.origin);
    const me = async ({ access_token }: Tokens) =>
      (await fetch(`${auth.origin}/auth/me`, { headers: { authorization: `Bearer ${access_token}` } })).status;
    const before = await login(auth.origin, username);
    expect(await me(before)).toBe(200);
    const rotation = auth.app.get(KeyRotation);
    await rotation.rotate(undefined, context);
    let after = before;
    await until(async () => kidOf((after = await login(auth.origin, username))) !== kidOf(before));
    expect(await me(after)).toBe(200);
    expect(await me(before)).toBe(200);
    await rotation.revoke(kidOf(before), undefined, context);
    await until(async () => (await me(before)) === 401);
    expect(await me(after)).toBe(200);
  }, 90_000);

  it('may stay in KMS: tokens verify, no private key is in the process, and an outage of KMS is a 503', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    kms = await startKmsServer();
    const arn = kms.createKey();
    auth = await startAuth({ SIGNING_KEYS: `kms:${arn}`, KMS_ENDPOINT: kms.endpoint });
    const username = await signUp(auth.origin);
    const tokens = await login(auth.origin, username);
    const { keys } = (await (await fetch(`${auth.issuer}/.well-known/jwks.json`)).json()) as { keys: JWK[] };
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    await jwtVerify(tokens.access_token, createLocalJWKSet({ keys }), { typ: 'at+jwt', issuer: auth.issuer });
    await jwtVerify(tokens.id_token, createLocalJWKSet({ keys }), { audience: 'gatehouse-web' });
    const me = await fetch(`${auth.origin}/auth/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    expect(me.status).toBe(200);
    kms.failure = 'KMSInternalException';
    expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(503);
    kms.failure = undefined;
    // The rotation itself had happened: the retry gets its successor.
    expect((await refresh(auth.origin, tokens.refresh_token)).status).toBe(200);
    expect(new Set(kms.calls)).toEqual(new Set(['GetPublicKey', 'Sign']));
  }, 60_000);
});
