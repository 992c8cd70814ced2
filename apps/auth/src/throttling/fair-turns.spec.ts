import { FairTurns, type InTurn, NoTurnError, type TurnLimits } from './fair-turns';

function turns(limits: Partial<TurnLimits> = {}): FairTurns {
  return new FairTurns({
    atOnce: 1,
    places: 100,
    placesOfAccount: 100,
    longestWait: 60_000,
    ...limits,
  });
}

/** Turns in the order in which they begin; each ends when `finish` is called. */
function crowd(queue: FairTurns) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const enter = (network: string, account: string, name = `${network} ${account}`) =>
    queue.withPlace({ network, account }, (inTurn) =>
      inTurn(() => {
        begun.push(name);
        return new Promise<string>((resolve) => ends.push(() => resolve(name)));
      }),
    );
  const finish = async (count: number) => {
    for (let i = 0; i < count; i++) {
      ends.shift()?.();
      for (let tick = 0; tick < 10; tick++) await Promise.resolve();
    }
  };
  return { begun, enter, finish };
}

describe('FairTurns', () => {
  it('runs so many turns at once and the others of one account in their order', async () => {
    const queue = turns({ atOnce: 2 });
    const { begun, enter, finish } = crowd(queue);
    const all = ['1', '2', '3', '4', '5'].map((name) => enter('n', 'a', name));
    await finish(0);
    expect(begun).toEqual(['1', '2']);
    await finish(5);
    expect(await Promise.all(all)).toEqual(['1', '2', '3', '4', '5']);
    expect(begun).toEqual(['1', '2', '3', '4', '5']);
  });

  it('gives turns to networks one after the other, and within a network to its accounts', async () => {
    const { begun, enter, finish } = crowd(turns());
    const all = [
      ...['a', 'a', 'a', 'b', 'b'].map((account, i) => enter('crowd', account, `crowd ${account} ${i}`)),
      enter('home', 'x'),
      enter('home', 'x'),
      enter('office', 'y'),
    ];
    await finish(8);
    await Promise.all(all);
    expect(begun).toEqual([
      'crowd a 0',
      'crowd a 1',
      'home x',
      'office y',
      'crowd b 3',
      'home x',
      'crowd a 2',
      'crowd b 4',
    ]);
  });

  it('refuses one account more places than it may have, before any work', async () => {
    const queue = turns({ placesOfAccount: 2 });
    const { enter, finish } = crowd(queue);
    const all = [enter('n', 'a'), enter('n', 'a')];
    const work = jest.fn();
    await expect(queue.withPlace({ network: 'n', account: 'a' }, work)).rejects.toBeInstanceOf(NoTurnError);
    expect(work).not.toHaveBeenCalled();
    const other = enter('n', 'other');
    await finish(3);
    await Promise.all([...all, other]);
    const later = enter('n', 'a');
    await finish(1);
    expect(await later).toBe('n a');
  });

  it('shares the places of one account between networks, so that a crowd does not shut its owner out', async () => {
    const { enter, finish } = crowd(turns({ placesOfAccount: 4 }));
    const all = ['1', '2', '3', '4'].map((name) => enter('crowd', 'a', name));
    const owner = enter('home', 'a', 'owner');
    await expect(all[3]).rejects.toBeInstanceOf(NoTurnError);
    await expect(enter('crowd', 'a')).rejects.toBeInstanceOf(NoTurnError);
    await finish(4);
    expect(await Promise.all([...all.slice(0, 3), owner])).toEqual(['1', '2', '3', 'owner']);
  });

  it('refuses the last of the most crowded network where all places are taken, and not the newcomer', async () => {
    const { enter, finish } = crowd(turns({ places: 4 }));
    const all = ['1', '2', '3', '4'].map((name) => enter('crowd', 'a', name));
    const newcomer = enter('home', 'x');
    await expect(all[3]).rejects.toBeInstanceOf(NoTurnError);
    await expect(enter('crowd', 'b')).rejects.toBeInstanceOf(NoTurnError);
    await finish(4);
    expect(await Promise.all([...all.slice(0, 3), newcomer])).toEqual(['1', '2', '3', 'home x']);
  });

  it('refuses a turn that has waited too long, and goes on with the others', async () => {
    const { enter, finish } = crowd(turns({ longestWait: 20 }));
    const running = enter('n', 'a', 'running');
    await expect(enter('n', 'a', 'late')).rejects.toBeInstanceOf(NoTurnError);
    const next = enter('n', 'b', 'next');
    await finish(2);
    expect(await Promise.all([running, next])).toEqual(['running', 'next']);
  });

  it('hands turns on where work fails, and takes several turns with one place', async () => {
    const queue = turns();
    const failing = queue.withPlace({ network: 'n', account: 'a' }, (inTurn: InTurn) =>
      inTurn(() => Promise.reject(new Error('the work failed'))),
    );
    const twice = queue.withPlace({ network: 'n', account: 'b' }, async (inTurn) => [
      await inTurn(async () => 1),
      await inTurn(async () => 2),
    ]);
    await expect(failing).rejects.toThrow('the work failed');
    expect(await twice).toEqual([1, 2]);
  });
});
