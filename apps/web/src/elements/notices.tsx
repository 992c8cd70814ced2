import { createContext, type PropsWithChildren, use, useCallback, useRef, useState } from 'react';

const NoticeContext = createContext<(text: string) => void>(() => undefined);

// Milliseconds.
const shownFor = 6_000;

/** Says what has been done, for a while, to eyes and screen readers alike. */
export function Notices({ children }: PropsWithChildren) {
  const [notice, setNotice] = useState({ text: '', count: 0 });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const say = useCallback((text: string) => {
    clearTimeout(timer.current);
    setNotice(({ count }) => ({ text, count: count + 1 }));
    timer.current = setTimeout(() => setNotice(({ count }) => ({ text: '', count })), shownFor);
  }, []);
  return (
    <NoticeContext value={say}>
      {children}
      <div role="status" className="notices">
        {notice.text !== '' && (
          <p key={notice.count} className="notice">
            {notice.text}
          </p>
        )}
      </div>
    </NoticeContext>
  );
}

export function useNotice(): (text: string) => void {
  return use(NoticeContext);
}
