import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer } from '@gatehouse/access-token/testing';
import { freePorts, runStart, startSystem } from './system';

describe('the start command', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('says which port is taken, and starts nothing', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const taken = (other.address() as AddressInfo).port;
    const { exited, output } = await runStart(
      { ...(await freePorts()), DATA_DIR: dataDir, AUTH_PORT: `${taken}` },
      /never/,
    );
    expect(await exited).toBe(1);
    expect(output()).toContain(`Port ${taken} is taken`);
    expect(output()).toContain('AUTH_PORT');
    other.close();
  }, 60_000);

  it('says that another one has its folder', async () => {
    const first = await startSystem({ DATA_DIR: dataDir });
    try {
      const ports = await freePorts();
      const second = await runStart({ DATA_DIR: dataDir, ...ports }, /never/);
      expect(await second.exited).toBe(1);
      expect(second.output()).toContain(`cannot open ${dataDir}: is another Gatehouse using it?`);
    } finally {
      await first.stop();
    }
  }, 60_000);

  it('says what is wrong with all settings', async () => {
    const ports = await runStart({ DATA_DIR: dataDir, AUTH_PORT: 'x', MESSAGES_PORT: 'abc' }, /never/);
    expect(await ports.exited).toBe(1);
    expect(ports.output()).toContain('AUTH_PORT must be a port');
    expect(ports.output()).toContain('MESSAGES_PORT must be a port');
    const free = await freePorts();
    const faulty = { SIGNING_KEYS: 'nonsense', PASSWORD_THREADS: 'x', FEED_SHARDS: '0' };
    const services = await runStart({ DATA_DIR: dataDir, ...free, ...faulty }, /never/);
    expect(await services.exited).toBe(1);
    for (const name of Object.keys(faulty)) expect(services.output()).toContain(name);
    expect(services.output()).not.toMatch(/^\s+at /m);
  }, 60_000);

  it('points messages at another issuer, whose keys are fetched once for 10,000 requests', async () => {
    const issuer = await createTestIssuer();
    const system = await startSystem({ DATA_DIR: dataDir, AUTH_ISSUER: issuer.issuer, AUTH_AUDIENCE: 'urn:elsewhere' });
    try {
      const token = issuer.mint({ claims: { aud: 'urn:elsewhere', scope: 'messages:write' } });
      const response = await fetch(`${system.messages}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"text":"from elsewhere"}',
      });
      expect(response.status).toBe(201);
      const mine = { headers: { authorization: `Bearer ${issuer.mint({ claims: { aud: 'urn:elsewhere' } })}` } };
      const statuses = new Set<number>();
      for (let sent = 0; sent < 10_000; sent += 50) {
        const answers = Array.from({ length: 50 }, async () => {
          const answer = await fetch(`${system.messages}/messages/mine?limit=1`, mine);
          statuses.add(answer.status);
          await answer.body?.cancel();
        });
        await Promise.all(answers);
      }
      expect([...statuses]).toEqual([200]);
      expect(issuer.fetches.jwks).toBe(1);
    } finally {
      await system.stop();
      await issuer.close();
    }
  }, 120_000);
});
