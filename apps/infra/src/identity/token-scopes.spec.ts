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
    process.env['ROLES_FOR_SCOPE'] = JSON.stringify({ read: ['user', 'moderator'], moderate: ['moderator', 'admin'] });
    process.env['SCOPES_FOR_CLIENTS'] = JSON.stringify(['read']);
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    ({ handler } = require(join(__dirname, 'token-scopes.js')) as { handler: typeof handler });
  });

  const scopesFor = async (groups: string[] | undefined, triggerSource = 'TokenGeneration_HostedAuth') => {
    const event = {
      triggerSource,
      request: {
        scopes: ['openid', 'urn:api/read', 'urn:api/moderate', 'urn:api/unlisted', 'urn:api/constructor'],
        ...(groups && { groupConfiguration: { groupsToOverride: groups } }),
      },
    };
    return (await handler(event)).response.claimsAndScopeOverrideDetails.accessTokenGeneration;
  };

  it('name scopes as the services do', async () => {
    expect(await scopesFor(['moderator'])).toEqual({
      scopesToAdd: ['read', 'moderate'],
      scopesToSuppress: ['urn:api/read', 'urn:api/moderate', 'urn:api/unlisted', 'urn:api/constructor'],
    });
  });

  it.each([
    [['user'], ['read']],
    [['admin'], ['moderate']],
    [['unknown'], []],
    [[], []],
    [undefined, []],
  ])('of the groups %j hold the scopes %j only', async (groups, scopes) => {
    expect((await scopesFor(groups)).scopesToAdd).toEqual(scopes);
  });

  it('of a client that acts for itself hold only scopes for clients', async () => {
    expect((await scopesFor(undefined, 'TokenGeneration_ClientCredentials')).scopesToAdd).toEqual(['read']);
    expect((await scopesFor(['admin'], 'TokenGeneration_ClientCredentials')).scopesToAdd).toEqual(['read']);
  });
});
