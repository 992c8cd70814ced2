import { useEffect, useState } from 'react';
import { dateAndTime, timeAgo } from './dates';
import { useSpeech } from './language';

export function useDates() {
  const { language } = useSpeech();
  return {
    dateAndTime: (iso: string) => dateAndTime(language, iso),
    toTheSecond: (iso: string) => dateAndTime(language, iso, 'medium'),
    date: (iso: string) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso)),
  };
}

// Milliseconds.
const tick = 30_000;

export function TimeAgo({ iso }: { iso: string }) {
  const { language } = useSpeech();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), tick);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={iso} title={dateAndTime(language, iso)}>
      {timeAgo(language, new Date(iso), now)}
    </time>
  );
}
