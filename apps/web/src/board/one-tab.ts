// Milliseconds.
const askInterval = 10_000;
const patience = 5_000;

/**
 * Does the work in one tab at a time, until `over`; the work ends with the signal that it gets. A tab that is frozen or hangs keeps
 * its lock, so tabs that are looked at ask for a sign of life, and take the work over where none comes.
 */
export function inOneTab(name: string, work: (over: AbortSignal) => Promise<void>, over: AbortSignal): void {
  // Pages without a secure origin have no locks: each works for itself.
  if (!('locks' in navigator)) return void work(over);
  const channel = new BroadcastChannel(`${name}.turn`);
  let turn = new AbortController();
  let isWorking = false;
  let isTaking = false;
  let heard = 0;

  const take = async () => {
    turn = new AbortController();
    const { signal } = turn;
    const options = isTaking ? { steal: true } : { signal };
    isTaking = false;
    await navigator.locks
      .request(name, options, () => {
        isWorking = true;
        return work(signal);
      })
      // Not wanted any more, or taken over by another tab while this one slept.
      .catch(() => undefined);
    isWorking = false;
    turn.abort();
  };
  const ask = async () => {
    if (isWorking || document.hidden) return;
    const before = heard;
    channel.postMessage('ask');
    await new Promise((resolve) => setTimeout(resolve, patience));
    if (isWorking || document.hidden || over.aborted || heard !== before) return;
    isTaking = true;
    turn.abort();
  };
  channel.onmessage = ({ data }) => {
    if (data !== 'ask') heard++;
    else if (isWorking) channel.postMessage('working');
  };
  const timer = setInterval(() => void ask(), askInterval);
  document.addEventListener('visibilitychange', () => void ask(), { signal: over });
  over.addEventListener('abort', () => {
    turn.abort();
    clearInterval(timer);
    channel.close();
  });
  const takeTurns = async () => {
    while (!over.aborted) await take();
  };
  void takeTurns();
}
