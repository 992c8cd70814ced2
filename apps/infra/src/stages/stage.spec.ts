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
      'web.origins.0: must be an origin such as https://app.example.com',
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
        containers: { ...dev.containers, jwtValidation: true },
      },
      'identity.jwksUri',
    ],
    [
      'sign-in by the load balancer without a client',
      { compute: 'containers', containers: { ...dev.containers, signIn: { paths: ['/messages/docs*'] } } },
      'containers.signIn.client',
    ],
    ['an issuer without https', { identity: { issuer: 'http://issuer.example.com', audience: 'api' } }, 'identity'],
    ['one signing key twice', { signingKeys: ['first', 'first'] }, 'signingKeys'],
  ])('refuses %s', (_what, change, path) => {
    expect(faultsOf({ ...dev, ...change })).toEqual([expect.stringMatching(new RegExp(`^${path}`))]);
  });
});
