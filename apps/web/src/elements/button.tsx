import { type ComponentProps } from 'react';

type Look = 'main' | 'quiet' | 'danger' | 'link';

/** A button of the page. While `busy` it keeps the focus and takes no click. */
export function Button({
  look = 'main',
  busy = false,
  onClick,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { look?: Look; busy?: boolean }) {
  return (
    <button
      {...rest}
      type={type}
      className={`button ${look}`}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    />
  );
}
