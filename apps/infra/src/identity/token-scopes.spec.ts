import { join } from 'node:path';

interface Answer {
  response: {
    claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: string[]; scopesToSuppress: string[] } };
  };
}

describe("Cognito's access tokens", () => {
  let handler: (event: object) => Promise<Answer>;

  beforeAll(() => {
    process.env['RESOURCE_SERVER'] = 'urn:api';
    process.env['ROLES_FOR_SCOPE'] = JSON.stringify({ moderate: ['moderator', 'admin'] });
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    ({ handler } = require(join(__dirname, 'token-scopes.js')) as { handler: typeof handler });
  });

  const scopesFor = async (groups: string[] | undefined, triggerSource = 'TokenGeneration_HostedAuth') => {
    const event = {
      triggerSource,
      request: {
        scopes: ['openid', 'urn:api/read', 'urn:api/moderate'],
        ...(groups && { groupConfiguration: { groupsToOverride: groups } }),
      },
    };
    return (await handler(event)).response.claimsAndScopeOverrideDetails.accessTokenGeneration;
  };

  it('name scopes as the services do', async () => {
    expect(await scopesFor(['moderator'])).toEqual({
      scopesToAdd: ['read', 'moderate'],
      scopesToSuppress: ['urn:api/read', 'urn:api/moderate'],
    });
  });

  it.each([[['user']], [[]], [undefined]])('hold no scope that the groups %j do not allow', async (groups) => {
    expect((await scopesFor(groups)).scopesToAdd).toEqual(['read']);
  });

  it('of a client that acts for itself hold what it was registered for', async () => {
    expect((await scopesFor(undefined, 'TokenGeneration_ClientCredentials')).scopesToAdd).toEqual(['read', 'moderate']);
  });
});
