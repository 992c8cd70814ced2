/** A browser without JavaScript: it keeps cookies by path, follows redirects of one origin and sends forms. */
export class Browser {
  private readonly cookies = new Map<string, { name: string; value: string; path: string }>();

  constructor(
    private readonly origin: string,
    /** The public origin, where it is another: what leads there is asked for at `origin`, as a load balancer would. */
    private readonly publicOrigin = origin,
  ) {}

  get cookieValues(): string[] {
    return [...this.cookies.values()].map(({ value }) => value);
  }

  cookie(name: string): string | undefined {
    return [...this.cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  plant(name: string, value: string, path = '/'): void {
    this.cookies.set(`${name} ${path}`, { name, value, path });
  }

  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const target = new URL(url, this.origin);
    const header = [...this.cookies.values()]
      .filter(
        ({ path }) => target.pathname === path || target.pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(target, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(header && { cookie: header }), ...(init.headers as Record<string, string>) },
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  /** Follows redirects until a page comes, or one that leads away from the origin; that address is returned. */
  async navigate(url: string, init: RequestInit = {}): Promise<{ response: Response; left?: URL }> {
    let response = await this.request(url, init);
    for (let hops = 0; hops < 10 && response.status >= 300 && response.status < 400; hops++) {
      const next = new URL(response.headers.get('location') ?? '', this.origin);
      if (next.origin !== this.origin && next.origin !== this.publicOrigin) return { response, left: next };
      response = await this.request(next.pathname + next.search);
    }
    return { response };
  }

  submit(action: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    return this.navigate(action, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { origin: this.publicOrigin, 'sec-fetch-site': 'same-origin', ...headers },
    });
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8);
    if (value === '' || (expires !== undefined && Date.parse(expires) <= Date.now()))
      this.cookies.delete(`${name} ${path}`);
    else this.cookies.set(`${name} ${path}`, { name, value, path });
  }
}
