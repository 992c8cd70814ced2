import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

const source = readFileSync(join(__dirname, 'page-path.js'), 'utf8');
const fileOf = (uri: string) =>
  (runInNewContext(`${source}; handler({ request: { uri } }).uri`, { uri }) as string).toString();

describe('the file that CloudFront reads', () => {
  it.each([
    '/',
    '/account',
    '/callback',
    '/console/users',
    '/console/users/ada.lovelace',
    '/silently',
    '//',
    '/a/b.js',
  ])('for the path %s of the page is index.html', (path) => {
    expect(fileOf(path)).toBe('/index.html');
  });

  it('for /silent is silent.html', () => {
    expect(fileOf('/silent')).toBe('/silent.html');
  });

  it.each(['/index.html', '/silent.html', '/settings.json', '/favicon.svg', '/robots.txt', '/.well-known/unknown'])(
    'for %s is that one, or none',
    (path) => {
      expect(fileOf(path)).toBe(path);
    },
  );

  it('does not depend on the query, which is not a part of the path', () => {
    expect(source).not.toContain('querystring');
  });
});
