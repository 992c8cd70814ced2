/** Markup that needs no escaping any more. */
export class Html {
  constructor(readonly text: string) {}
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

type Part = string | number | Html | undefined | false | readonly Part[];

function markup(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === undefined || part === false) return '';
  if (typeof part === 'object') return part.map(markup).join('');
  return String(part).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Builds markup; whatever is put in is escaped, unless it was built in the same way. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(markup)));
}

/** Markup that oidc-provider made. */
export function trusted(text: string): Html {
  return new Html(text);
}
