import { html, type Html } from './html';
import { stylesheetVersion } from './stylesheet';

/** A hosted page. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly footer?: Html | undefined;
}

/** Where the pages and their stylesheet live: the issuer's path. */
export function renderPage(base: string, { title, body, footer }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Gatehouse</title>
        <link rel="stylesheet" href="${base}/pages.css?v=${stylesheetVersion}" />
      </head>
      <body>
        <header class="brand">
          <svg
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linejoin="round"
            aria-hidden="true"
          >
            <path d="M3 21V6l3 2 3-4 3 4 3-4 3 4 3-2v15h-6v-5a3 3 0 0 0-6 0v5z" />
          </svg>
          Gatehouse
        </header>
        <main>${body}</main>
        ${footer && html`<footer>${footer}</footer>`}
      </body>
    </html> `.text;
}

/** What a page may do: nothing but show itself and send its form here, or on to where the flow leads. */
export function pagePolicy(formTargets: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    ["form-action 'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The source by which a policy names an address: browsers check it for each redirect after a form, too. */
export function formTarget(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url) return undefined;
  return url.origin === 'null' ? url.protocol : url.origin;
}
