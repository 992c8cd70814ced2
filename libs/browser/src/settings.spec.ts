import { parseSettings } from './settings';

const good = { session: 'tokens', issuer: 'https://example.com/auth', clientId: 'web', scope: 'openid messages:write' };

describe('The settings of a page', () => {
  it('are taken as they are, without what is unknown', () => {
    expect(parseSettings({ ...good, theme: 'dark' })).toEqual(good);
    const cognito = { ...good, session: 'cognito', hostedUi: 'https://x.auth.eu-west-1.amazoncognito.com' };
    expect(parseSettings(cognito)).toEqual(cognito);
  });

  it('are refused with every fault at once', () => {
    const bad = { session: 'jwt', issuer: 'example.com', scope: 'profile', hostedUi: 'x' };
    expect(() => parseSettings(bad)).toThrow(/session: [^]*issuer: [^]*clientId: [^]*scope: [^]*hostedUi: /);
    for (const nothing of [null, undefined, 'text', 1, []]) expect(() => parseSettings(nothing)).toThrow('not valid');
    expect(() => parseSettings({ ...good, session: 'cognito' })).toThrow('hostedUi');
    expect(() => parseSettings({ ...good, issuer: 'javascript:alert(1)' })).toThrow('issuer');
  });
});
