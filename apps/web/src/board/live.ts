import { useEffect, useRef, useState } from 'react';
import { type Message } from './message';
import { inOneTab } from './one-tab';

const path = '/messages/stream';
const name = 'gatehouse.live';

// Milliseconds.
const firstPause = 1_000;
const longestPause = 30_000;

/** What the stream says, to every tab. */
type News = { readonly message: Message } | { readonly missed: true } | { readonly isLive: boolean };

interface Follower {
  message(message: Message): void;
  /** Messages may have been missed. */
  missed(): void;
}

/**
 * Reads the live stream until the signal ends it. The browser connects again by itself after a lost connection, but not after a
 * refusal. Behind Lambda functions there is no stream.
 */
function readStream(tell: (news: News) => void, over: AbortSignal): Promise<void> {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = firstPause;

  const connectLater = () => {
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 2, longestPause);
  };
  const refused = async () => {
    source?.close();
    const status = await fetch(path, { method: 'HEAD', credentials: 'omit' }).then(
      (response) => response.status,
      () => 0,
    );
    if (over.aborted) return;
    if (status === 404) tell({ isLive: false });
    else connectLater();
  };
  function connect(): void {
    source = new EventSource(path);
    source.onopen = () => {
      pause = firstPause;
      tell({ isLive: true });
      // What was written before comes with the feed.
      tell({ missed: true });
    };
    source.onmessage = ({ data }) => tell({ message: JSON.parse(String(data)) as Message });
    source.addEventListener('missed', () => tell({ missed: true }));
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) void refused();
    };
  }
  // A turn may come just when it is not wanted any more.
  if (over.aborted) return Promise.resolve();
  connect();
  return new Promise((resolve) =>
    over.addEventListener('abort', () => {
      clearTimeout(timer);
      source?.close();
      resolve();
    }),
  );
}

/**
 * Follows the live stream, and says whether there is one. One tab reads it for all: a browser has six connections to an origin over
 * HTTP/1.1, and a stream takes one for good.
 */
export function useLiveStream(follower: Follower): boolean {
  const current = useRef(follower);
  const [isLive, setLive] = useState(true);
  useEffect(() => {
    current.current = follower;
  });
  useEffect(() => {
    const over = new AbortController();
    const channel = new BroadcastChannel(name);
    const take = (news: News) => {
      if ('isLive' in news) setLive(news.isLive);
      else if ('missed' in news) current.current.missed();
      else current.current.message(news.message);
    };
    const tell = (news: News) => {
      take(news);
      channel.postMessage(news);
    };
    channel.onmessage = ({ data }: MessageEvent<News>) => take(data);
    inOneTab(name, (ended) => readStream(tell, ended), over.signal);
    return () => {
      over.abort();
      channel.close();
    };
  }, []);
  return isLive;
}
