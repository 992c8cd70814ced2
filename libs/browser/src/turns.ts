// Milliseconds. Longer than a turn takes that goes on.
const longestTurn = 30_000;

async function holderOf(name: string): Promise<string | undefined> {
  const { held = [] } = await navigator.locks.query();
  return held.find((lock) => lock.name === name)?.clientId;
}

/**
 * Runs work of one name one after the other, over all tabs. A tab that is frozen or hangs keeps its turn, so one that has waited long
 * for one and the same tab goes on: the work of a turn may end anywhere, since a tab may be closed in it.
 */
export async function inTurnOfTabs<T>(name: string, work: () => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const begin = () => (running = work());
  for (let isStopped = false; ;) {
    const before = await holderOf(name);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), longestTurn);
    try {
      return await navigator.locks.request(name, isStopped ? { steal: true } : { signal: late.signal }, begin);
    } catch (error) {
      // Its own failure, or its own result where another tab has gone on meanwhile.
      if (running) return await running;
      if (!late.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
    isStopped = before !== undefined && (await holderOf(name)) === before;
  }
}
