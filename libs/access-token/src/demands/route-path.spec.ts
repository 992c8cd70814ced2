import fc from 'fast-check';
import {
  gatewayPath,
  hasPartialParameter,
  literalBeginning,
  matchesWildcards,
  openApiPath,
  pathExpression,
  samplePath,
  wildcardPath,
} from './route-path';

describe.each([
  { path: '/', openApi: '/', gateway: '/', wildcards: '/', sample: '/', beginning: '/' },
  { path: '/a', openApi: '/a', gateway: '/a', wildcards: '/a', sample: '/a', beginning: '/a' },
  { path: '/a/', openApi: '/a/', gateway: '/a', wildcards: '/a/', sample: '/a/', beginning: '/a/' },
  { path: '/a/:id', openApi: '/a/{id}', gateway: '/a/{id}', wildcards: '/a/*', sample: '/a/x', beginning: '/a/' },
  { path: '/a/{id}', openApi: '/a/{id}', gateway: '/a/{id}', wildcards: '/a/*', sample: '/a/x', beginning: '/a/' },
  {
    path: '/a/:id/b/:other_id',
    openApi: '/a/{id}/b/{other_id}',
    gateway: '/a/{id}/b/{other_id}',
    wildcards: '/a/*/b/*',
    sample: '/a/x/b/x',
    beginning: '/a/',
  },
  { path: '/*path', openApi: '/{path}', gateway: '/{path+}', wildcards: '/*', sample: '/x', beginning: '/' },
  ...['/d/*file', '/d/{file+}', '/d/{*file}'].map((path) => {
    const spellings = { openApi: '/d/{file}', gateway: '/d/{file+}', wildcards: '/d/*', sample: '/d/x' };
    return { path, ...spellings, beginning: '/d/' };
  }),
  {
    path: '/.well-known/a-b.json',
    openApi: '/.well-known/a-b.json',
    gateway: '/.well-known/a-b.json',
    wildcards: '/.well-known/a-b.json',
    sample: '/.well-known/a-b.json',
    beginning: '/.well-known/a-b.json',
  },
])('the path $path', ({ path, openApi, gateway, wildcards, sample, beginning }) => {
  it('has one spelling for each reader', () => {
    expect(openApiPath(path)).toBe(openApi);
    expect(gatewayPath(path)).toBe(gateway);
    expect(wildcardPath(path)).toBe(wildcards);
    expect(samplePath(path)).toBe(sample);
    expect(literalBeginning(path)).toBe(beginning);
  });
});

describe('a segment that is a parameter in part', () => {
  it.each([
    '/f/:name.json',
    '/f/v:id',
    '/f/:a-:b',
    '/f/a*rest',
    '/f/*',
    '/f/{*rest}',
    '/f{/:id}',
    '/f/{a}.json',
    '/f/:',
  ])('is found in %s', (path) => expect(hasPartialParameter(path)).toBe(true));

  it.each(['/', '/f', '/f/', '/f/:id', '/f/*rest', '/f/{id}', '/f/{rest+}', '/.well-known/a'])(
    'is not found in %s',
    (path) => expect(hasPartialParameter(path)).toBe(false),
  );
});

describe('the expression of a path', () => {
  it.each([
    ['/a/:id', '/a/1', true],
    ['/a/:id', '/a/1/', true],
    ['/a/:id', '/a/1/b', false],
    ['/a/:id', '/a/', false],
    ['/a/:id', '/a', false],
    ['/a/*rest', '/a/b/c', true],
    ['/a/*rest', '/a/b\n/c', true],
    ['/a/*rest', '/a', false],
    ['/a.b', '/aXb', false],
    ['/a', '/A', false],
    ['/a', '/a/b', false],
  ])('of %s, asked for %j: %s', (path, request, expected) => {
    expect(pathExpression(path).test(request)).toBe(expected);
  });
});

describe('any path', () => {
  const name = fc.stringMatching(/^[a-z]\w{0,5}$/);
  const literal = fc.stringMatching(/^[\w.~$+()-]{1,6}$/);
  const parameter = name.map((text) => `:${text}`);
  const path = fc
    .tuple(fc.array(fc.oneof(literal, parameter), { maxLength: 5 }), fc.option(name.map((text) => `*${text}`)))
    .map(([segments, rest]) => `/${[...segments, ...(rest === null ? [] : [rest])].join('/')}`);

  it('answers its own sample, which its wildcards match', () => {
    fc.assert(
      fc.property(path, literal, (text, value) => {
        const sample = samplePath(text, value);
        expect(sample).not.toMatch(/[:*{}]/);
        expect(pathExpression(text).test(sample)).toBe(true);
        expect(matchesWildcards(wildcardPath(text), sample)).toBe(true);
        expect(sample.startsWith(literalBeginning(text))).toBe(true);
        expect(hasPartialParameter(text)).toBe(false);
      }),
    );
  });

  it('keeps its meaning in the spelling of API Gateway', () => {
    fc.assert(
      fc.property(path, (text) => {
        const gateway = gatewayPath(text);
        expect(gatewayPath(gateway)).toBe(gateway);
        expect(openApiPath(gateway)).toBe(openApiPath(text));
        expect(wildcardPath(gateway)).toBe(wildcardPath(text));
        expect(pathExpression(gateway)).toEqual(pathExpression(text));
      }),
    );
  });
});

describe('a pattern with wildcards', () => {
  it('matches what an expression with .* matches', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 });
    fc.assert(
      fc.property(pattern, text, (wildcards, sample) => {
        const expression = new RegExp(`^${wildcards.replaceAll('*', '.*')}$`);
        expect(matchesWildcards(wildcards, sample)).toBe(expression.test(sample));
      }),
    );
  });
});
