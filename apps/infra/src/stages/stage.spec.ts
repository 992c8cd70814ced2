import { dev } from './dev/stage-config';
import { prod } from './prod/stage-config';
import { checkedStage, type StageConfig } from './stage';

const faultsOf = (config: StageConfig) => {
  try {
    checkedStage(config);
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
};

const withoutPage = { ...dev.web, session: undefined };
const balanced = { compute: 'containers' as const };

describe('a stage', () => {
  it.each([dev, prod])('$name is valid', (stage) => {
    expect(checkedStage(stage)).toEqual(stage);
  });

  it('tells all faults at once, by their place', () => {
    expect(
      faultsOf({
        ...dev,
        region: 'Ireland',
        logs: { ...dev.logs, retentionDays: 8 },
        web: { ...dev.web, origins: ['https://a.example/b'] },
      }),
    ).toEqual([
      'region: must be a region such as eu-west-1',
      'web.origins.0: must be an origin such as https://app.example.com, or an http one on localhost',
      expect.stringMatching(/^logs\.retentionDays: /),
    ]);
  });

  it('refuses what it does not know', () => {
    expect(faultsOf({ ...dev, regoin: 'eu-west-1' } as StageConfig)).toEqual(['stage: Unrecognized key: "regoin"']);
  });

  it.each<[string, Partial<StageConfig>, string]>([
    [
      'containers without a host name',
      { compute: 'containers', containers: { ...dev.containers, domain: undefined } },
      'containers.domain',
    ],
    [
      'one host name for both ways',
      { compute: 'both', serverless: { ...dev.serverless, domain: dev.containers.domain } },
      'serverless.domain.name',
    ],
    [
      "Cognito's authorizer without Cognito",
      { serverless: { ...dev.serverless, api: 'rest', authorizer: 'cognito' } },
      'serverless.authorizer',
    ],
    [
      'token validation by a load balancer that cannot find the keys',
      {
        compute: 'containers',
        identity: { issuer: 'https://issuer.example.com', audience: 'api' },
        web: withoutPage,
        containers: { ...dev.containers, jwtValidation: true },
      },
      'identity.jwksUri',
    ],
    [
      'sign-in by the load balancer without a client',
      { ...balanced, web: withoutPage, containers: { ...dev.containers, signIn: { paths: ['/messages/docs*'] } } },
      'containers.signIn.client',
    ],
    [
      'an issuer without https',
      { identity: { issuer: 'http://issuer.example.com', audience: 'api' }, web: withoutPage },
      'identity',
    ],
    ['a page whose session is not of its identity', { identity: 'cognito' }, 'web.session'],
    ["Cognito's session without Cognito", { web: { ...dev.web, session: 'cognito' } }, 'web.session'],
    [
      'a page whose people sign in elsewhere',
      { identity: { issuer: 'https://issuer.example.com', audience: 'api' } },
      'web.session',
    ],
    [
      'a user pool without a page to come back to',
      { identity: 'cognito', web: { ...withoutPage, origins: [] } },
      'web.origins',
    ],
    [
      'one host name for the page and what is behind it',
      { ...balanced, web: { ...dev.web, domain: dev.containers.domain } },
      'web.domain.name',
    ],
    [
      'a certificate of the page that CloudFront cannot take',
      {
        web: {
          ...dev.web,
          domain: {
            name: 'app.example.com',
            hostedZone: { id: 'Z0123456789DEV', name: 'example.com' },
            certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
          },
        },
      },
      'web.domain.certificateArn',
    ],
    [
      'sign-in by a load balancer that only CloudFront reaches',
      {
        ...balanced,
        containers: {
          ...dev.containers,
          signIn: { paths: ['/messages/docs*'], client: { id: 'balancer', secretName: 'gatehouse/dev/balancer' } },
        },
      },
      'containers.signIn',
    ],
    [
      'token validation by a load balancer that cannot see the token',
      { ...balanced, web: { ...dev.web, session: 'cookies' }, containers: { ...dev.containers, jwtValidation: true } },
      'containers.jwtValidation',
    ],
    ['a web ACL before an HTTP API', { web: withoutPage, waf: { requests: 1000, signIns: 100 } }, 'waf'],
    ['one signing key twice', { signingKeys: ['first', 'first'] }, 'signingKeys'],
  ])('refuses %s', (_what, change, path) => {
    expect(faultsOf({ ...dev, ...change })).toEqual([expect.stringMatching(new RegExp(`^${path}`))]);
  });
});
