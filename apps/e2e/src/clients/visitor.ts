type Send = (request: Request) => Promise<Response>;

/** A browser at the pages of one application: it keeps cookies, and leaves redirects to the caller. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly send: Send = (request) => fetch(request)) {}

  async request(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const request = new Request(url, { ...init, redirect: 'manual' });
    request.headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await this.send(request);
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Where the address redirects to. */
  async redirect(url: string | URL, init: RequestInit = {}): Promise<URL> {
    const response = await this.request(url, init);
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${response.status} without a redirect: ${await response.text()}`);
    return new URL(location, url);
  }
}
