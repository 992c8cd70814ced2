import { prefixBefore, withoutPrefix } from './mapped-path';

describe('the part of a path before an API Gateway route', () => {
  it.each<[string, string, Record<string, string> | undefined, string | undefined]>([
    ['/messages/mine', '/messages/mine', undefined, ''],
    ['/v1/messages/mine', '/messages/mine', {}, '/v1'],
    ['/a/b/messages/mine', '/messages/mine', {}, '/a/b'],
    ['/v1//messages', '/messages', {}, '/v1/'],
    ['/v1/messages/7', '/messages/{id}', { id: '7' }, '/v1'],
    ['/v1/messages/a%2Fb', '/messages/{id}', { id: 'a/b' }, '/v1'],
    ['/v1/messages/7', '/messages/{id}', undefined, '/v1'],
    ['/v1/messages/', '/messages/{id}', undefined, undefined],
    ['/v1/messages/7', '/messages/{id}', { id: '8' }, undefined],
    ['/v1/messages/7', '/messages/{id}', {}, undefined],
    ['/v1/messages/a/b', '/messages/{id}', { id: 'a/b' }, undefined],
    ['/v1/files/a/b', '/files/{rest+}', { rest: 'a/b' }, '/v1'],
    ['/files/files/a', '/files/{rest+}', { rest: 'a' }, '/files'],
    ['/files/files/a', '/files/{rest+}', undefined, ''],
    ['/v1/a', '/{proxy+}', { proxy: 'a' }, '/v1'],
    ['/v1/a/', '/{proxy+}', { proxy: 'a' }, '/v1'],
    ['/v1/messages/mine', '/messages', {}, undefined],
    ['/v1/%/x', '/x', {}, '/v1/%'],
  ])('of %s with %s and %j is %j', (path, template, parameters, prefix) => {
    expect(prefixBefore(path, template, parameters)).toBe(prefix);
  });

  it.each([
    ['/v1/messages', '/v1', '/messages'],
    ['/v1', '/v1', '/'],
    ['/v10/messages', '/v1', '/v10/messages'],
    ['/messages', undefined, '/messages'],
    ['/messages', '', '/messages'],
  ])('%s without %s is %s', (path, prefix, rest) => {
    expect(withoutPrefix(path, prefix)).toBe(rest);
  });
});
