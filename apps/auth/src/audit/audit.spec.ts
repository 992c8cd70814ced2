import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../../../..');

/** The lines that a process writes which records one event. */
function written(level: string): Record<string, unknown>[] {
  const script = `
    const { AuditLog } = require('./apps/auth/src/audit/audit');
    const audit = new AuditLog({ get: () => ${JSON.stringify(level)} });
    const context = { address: '192.0.2.1', requestId: 'r-1', clientId: 'web', device: 'canary-device' };
    audit.record({ event: 'sign_in', outcome: 'failure', reason: 'invalid_credentials', subject: 'u-1', context });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-r', './libs/workspace/register.cjs', '-e', script], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('AuditLog', () => {
  it('writes one JSON line an event, whatever the log level is, without the device', () => {
    const lines = written('fatal');
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        name: 'audit',
        msg: 'sign_in',
        audit: {
          event: 'sign_in',
          outcome: 'failure',
          reason: 'invalid_credentials',
          subject: 'u-1',
          address: '192.0.2.1',
          requestId: 'r-1',
          clientId: 'web',
        },
      },
    ]);
  }, 30_000);

  it('is silent where logging is', () => expect(written('silent')).toEqual([]), 30_000);
});
