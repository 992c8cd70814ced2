const steps = 12;

export async function signUp(auth: string, user: { username: string; password: string; name: string }): Promise<void> {
  const response = await fetch(`${auth}/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(user),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
}

/**
 * What a person does in a browser without scripts: opens the address, signs in on the page, allows what is asked for, and is led
 * on. Returns the address that the person is led to.
 */
export async function signIn(url: URL, credentials: { username: string; password: string }): Promise<URL> {
  const jar = new Map<string, string>();
  let target = url;
  let form: URLSearchParams | undefined;
  for (let hop = 0; hop < steps; hop++) {
    const response = await fetch(target, {
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { origin: url.origin, 'sec-fetch-site': 'same-origin' }),
      },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      target = new URL(location, target);
      form = undefined;
      if (target.origin !== url.origin) return target;
      continue;
    }
    const page = await response.text();
    const [, action, step] = /<form[^>]*action="([^"]*\/(login|consent))"/.exec(page) ?? [];
    if (response.status !== 200 || action === undefined) throw new Error(`${response.status} ${page}`);
    target = new URL(action, target);
    form = new URLSearchParams(step === 'login' ? credentials : {});
  }
  throw new Error('redirected without end');
}
