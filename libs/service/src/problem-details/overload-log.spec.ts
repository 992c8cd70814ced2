import { setTimeout as delay } from 'node:timers/promises';
import { OverloadLog } from './overload-log';

describe('OverloadLog', () => {
  it('writes one line a second and kind, and counts the others', async () => {
    const warn = jest.fn();
    const log = new OverloadLog({ warn, log: jest.fn(), error: jest.fn() });
    for (let i = 0; i < 500; i++) log.report('Too many', 503);
    log.report('Another kind', 429);
    expect(warn.mock.calls).toEqual([
      [{ status: 503, count: 1 }, 'Too many'],
      [{ status: 429, count: 1 }, 'Another kind'],
    ]);
    await delay(1050);
    log.report('Too many', 503);
    expect(warn.mock.calls[2]).toEqual([{ status: 503, count: 500 }, 'Too many']);
  });
});
