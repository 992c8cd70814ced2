import { type PropsWithChildren, type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../words/language';

let isFirstPage = true;

/** A page: its title, also of the browser's tab, and after a change of page the place where a screen reader goes on. */
export function Page({
  title,
  actions,
  wide = false,
  children,
}: PropsWithChildren<{ title: string; actions?: ReactNode; wide?: boolean }>) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { brand } = useWords();
  useEffect(() => {
    document.title = title === brand ? brand : `${title} · ${brand}`;
  }, [title, brand]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus();
    isFirstPage = false;
  }, []);
  return (
    <main id="content" className={wide ? 'wide' : undefined}>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </main>
  );
}
