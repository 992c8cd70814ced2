import { blankClient, changesBetween, clientAfter } from './client-input';

const client = {
  ...blankClient('web'),
  name: 'Shop',
  redirectUris: ['https://shop.example/callback'],
  scopes: ['orders:read'],
};

describe('what is typed about a client', () => {
  it('changes nothing where nothing was touched', () => {
    expect(changesBetween(client, clientAfter(client, {}))).toEqual({});
  });

  it('changes only what was touched', () => {
    const after = clientAfter(client, { name: 'Store', redirectUris: ' https://a.example/x\n\nhttps://b.example/y ' });
    expect(changesBetween(client, after)).toEqual({
      name: 'Store',
      redirectUris: ['https://a.example/x', 'https://b.example/y'],
    });
  });

  it('keeps the scope that somebody else has added meanwhile', () => {
    const newer = { ...client, scopes: ['orders:read', 'orders:write'] };
    const input = { scopes: { 'orders:cancel': true, 'orders:read': false } };
    expect(clientAfter(newer, input).scopes).toEqual(['orders:write', 'orders:cancel']);
  });

  it('takes the limit away, and none means none for a service', () => {
    expect(changesBetween(client, clientAfter(client, { isLimited: false }))).toEqual({ scopes: null });
    expect(clientAfter({ ...client, kind: 'service' }, { scopes: { 'orders:read': false } }).scopes).toBeNull();
  });

  it('ignores for a service what was typed for a client with people', () => {
    const after = clientAfter(blankClient('service'), {
      name: 'Jobs',
      redirectUris: 'https://x.example/',
      pkceOptional: true,
    });
    expect(changesBetween(blankClient('service'), after)).toEqual({ name: 'Jobs' });
  });

  it.each([
    ['30', 30],
    ['', null],
    ['1e3', -1],
    ['soon', -1],
  ])('sends %j seconds as %j, so that the service can refuse them', (refreshWindow, sent) => {
    expect(clientAfter({ ...client, refreshWindow: 5 }, { refreshWindow }).refreshWindow).toBe(sent);
  });
});
