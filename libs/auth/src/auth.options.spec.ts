import { ConfigurationError } from '@gatehouse/access-token';
import { type AuthOptions, checkAuthOptions } from './auth.options';

const issuers = [{ issuer: 'https://id.example', audience: 'https://api.example' }];
const loadBalancerArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1';
const alb = { loadBalancerArn, issuer: 'https://id.example', clientId: null };

function faultsOf(options: unknown): readonly string[] {
  try {
    checkAuthOptions(options as AuthOptions);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the options of AuthModule', () => {
  const good: Readonly<Record<string, unknown>> = {
    issuers,
    realm: 'shop',
    resource: 'https://api.example',
    cookie: { name: '__Host-at', trustedOrigins: ['https://app.example'], csrfHeader: 'x-csrf' },
    frontDoor: { alb, trustedOrigins: [] },
    publicRoutes: ['GET /health'],
    requestProperty: 'user',
    onDecision: () => undefined,
  };

  it('have no fault where they are sound', () => {
    expect(faultsOf(good)).toEqual([]);
    const apiGateway = { apiId: 'a', authorizer: 'lambda', issuers: ['https://id.example'] };
    expect(faultsOf({ issuers, frontDoor: { apiGateway, eventOf: () => ({}) } })).toEqual([]);
  });

  const odd = [
    null,
    0,
    7,
    '',
    '\n',
    true,
    [],
    [null],
    {},
    [[]],
    [{}],
    Symbol('s'),
    10n,
    NaN,
    Object.create(null),
    new Map(),
  ];

  it.each(Object.keys(good))('report a fault of %s by its name, whatever it is', (name) => {
    for (const value of odd) {
      if (name === 'publicRoutes' && Array.isArray(value) && value.length === 0) continue;
      const faults = faultsOf({ ...good, [name]: value });
      expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${name}\\b`)));
    }
  });

  it.each([
    ['cookie', 'name'],
    ['cookie', 'trustedOrigins'],
    ['cookie', 'csrfHeader'],
    ['frontDoor', 'trustedOrigins'],
    ['frontDoor', 'alb'],
  ])('report a fault of %s.%s by its name, whatever it is', (option, member) => {
    for (const value of odd) {
      if (member === 'trustedOrigins' && Array.isArray(value) && value.length === 0) continue;
      const faults = faultsOf({ ...good, [option]: { ...(good[option] as object), [member]: value } });
      expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${option}\\.${member}\\b`)));
    }
  });

  it('report all faults at once, those of the front door too', () => {
    const { length } = faultsOf({
      issuers: [null, { issuer: 'https://id.example', audience: Symbol('a') }],
      realm: null,
      resource: 'https://api.example',
      cookie: null,
      frontDoor: { alb: { loadBalancerArn: '', issuer: 7 } },
    });
    expect(length).toBeGreaterThanOrEqual(8);
  });

  it.each([
    [{ alb: { ...alb, clientId: 7 }, trustedOrigins: [] }, 'frontDoor.alb.clientId: '],
    [{ apiGateway: { apiId: 'a', authorizer: 'other' }, eventOf: () => ({}) }, 'frontDoor.apiGateway.authorizer: '],
    [{ apiGateway: 'a', eventOf: () => ({}) }, 'frontDoor.apiGateway: '],
    [{ apiGateway: { apiId: 'a', authorizer: 'lambda', issuers: ['i'] } }, 'frontDoor.eventOf: must be a function'],
    [{ eventOf: () => ({}) }, 'frontDoor: must be { alb, trustedOrigins } or { apiGateway, eventOf }'],
  ])('name what is wrong with the front door %j', (frontDoor, fault) => {
    expect(faultsOf({ issuers, frontDoor })).toEqual([expect.stringContaining(fault)]);
  });
});
