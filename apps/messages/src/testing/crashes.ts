import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestIssuer, tokenFor } from '@gatehouse/auth/testing';
import { type Killable, killable } from './killable';
import { faultsOfFeed, newOutcome, type Outcome, postMany } from './posting';
import { callTo } from './running-service';

/** Kills the service, or the embedded engine under it, with SIGKILL in the middle of posts, `times` each, and tells what came of them. */
export async function crashUnderLoad(times: number): Promise<{ outcome: Outcome; faults: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-crash-'));
  const issuer = await createTestIssuer();
  const engine = await killable('libs/workspace/src/store/serve.ts', '/', (port) => ({
    DYNAMODB_PORT: `${port}`,
    DATA_DIR: folder,
  }));
  const service = await killable('apps/messages/src/main.ts', '/health/ready', (port) => ({
    PORT: `${port}`,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    AUTH_ISSUER: issuer.issuer,
    AUTH_AUDIENCE: issuer.audience,
    DYNAMODB_ENDPOINT: `http://127.0.0.1:${engine.port}`,
    CURSOR_KEY: 'a key of the tests, which is long enough',
  }));
  const outcome = newOutcome();
  const caller = {
    call: callTo(`http://127.0.0.1:${service.port}`),
    token: () => tokenFor(issuer, { scopes: ['messages:write'] }),
  };
  const crash = async (victim: Killable) => {
    const acknowledged = outcome.acknowledged.size;
    // With a minute of tries: the victim is away for a while.
    const posting = postMany(() => caller, outcome, { count: 60, atOnce: 6, tries: 600 });
    while (outcome.acknowledged.size < acknowledged + 10) await pause(5);
    await victim.kill();
    await victim.start();
    await posting;
  };
  try {
    await engine.start();
    await service.start();
    for (let i = 0; i < times; i++) {
      await crash(service);
      await crash(engine);
    }
    return { outcome, faults: await faultsOfFeed(caller, outcome) };
  } finally {
    await service.kill();
    await engine.kill();
    await issuer.close();
    await rm(folder, { recursive: true, force: true });
  }
}
