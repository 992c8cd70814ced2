import { normalisedUri, requestUri } from './proof-uri';

describe('the URI of a proof', () => {
  it.each([
    ['https://api.example/orders', 'https://api.example/orders'],
    ['HTTPS://API.Example/orders', 'https://api.example/orders'],
    ['https://api.example:443/orders', 'https://api.example/orders'],
    ['http://api.example:80/orders', 'http://api.example/orders'],
    ['https://api.example:8443/orders', 'https://api.example:8443/orders'],
    ['https://api.example', 'https://api.example/'],
    ['https://api.example?x=/y', 'https://api.example/'],
    ['https://api.example/a?b=c#d', 'https://api.example/a'],
    ['https://api.example/a#b?c', 'https://api.example/a'],
    ['https://api.example/%6frders/%7Eada', 'https://api.example/orders/~ada'],
    ['https://api.example/a%2fb%c3%a9', 'https://api.example/a%2Fb%C3%A9'],
    ['https://api.example/a%252Fb', 'https://api.example/a%252Fb'],
    ['https://api.example/x/../orders/./1', 'https://api.example/orders/1'],
    ['https://api.example/x/%2e%2E/orders', 'https://api.example/orders'],
    ['https://api.example//orders//1', 'https://api.example//orders//1'],
    ['https://api.example/a|b', 'https://api.example/a%7Cb'],
    ["https://api.example/a;b=1,c:@!$&'()*+", "https://api.example/a;b=1,c:@!$&'()*+"],
    ['https://[::1]:3000/a', 'https://[::1]:3000/a'],
  ])('%s is %s', (text, normal) => {
    expect(normalisedUri(text)).toBe(normal);
    expect(normalisedUri(normal)).toBe(normal);
  });

  it.each([
    '',
    '/orders',
    '//api.example/orders',
    'https:/api.example/orders',
    'https:api.example/orders',
    'https://',
    'https:///orders',
    'ftp://api.example/orders',
    'javascript:alert(1)',
    'https://user@api.example/orders',
    'https://api.example:pass@evil.example/orders',
    'https://api.example\\orders',
    'https://api.example/a\\b',
    'https://api.example/a b',
    ' https://api.example/a',
    'https://api.example/a\n',
    'https://api.example/\u00e9',
    'https://api.example/%zz',
    'https://api.example/100%',
    'https://api.example:99999/',
  ])('%j is none', (text) => {
    expect(normalisedUri(text)).toBeUndefined();
  });

  it.each([
    'https://api.example/a/../b',
    'https://api.example/a/%2e%2e/b',
    'https://api.example/a/.%2E',
    'https://api.example/./b',
    'https://api.example/a/..?x',
  ])('a request for %s has none, because routers see names where the URI has none', (url) => {
    expect(requestUri(url)).toBeUndefined();
  });

  it('a request may have dots in its query and in names', () => {
    expect(requestUri('https://api.example/a..b/.c/d.?e=/../f')).toBe('https://api.example/a..b/.c/d.');
  });
});
