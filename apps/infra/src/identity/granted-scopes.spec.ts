import { runInNewContext } from 'node:vm';
import { type Template } from 'aws-cdk-lib/assertions';
import { combinations } from '../stages/combinations';
import { cards } from '../testing/cards';
import { gatehouseOf, templatesOf } from '../testing/synth';

const forAdmins = 'orders:refund';
const everyRole = [...new Set(cards.flatMap(({ scopes }) => scopes.flatMap(({ roles }) => roles)))];

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

function resourcesOf(templates: Readonly<Record<string, Template>>): Resource[] {
  return Object.values(templates).flatMap((template) =>
    Object.values((template.toJSON() as { Resources?: Record<string, Resource> }).Resources ?? {}),
  );
}

/** Every property of a resource that names the scope. */
function mentions({ Type, Properties }: Resource): string[] {
  return Object.entries(Properties ?? {}).flatMap(([property, value]) =>
    JSON.stringify(value).includes(forAdmins) ? [`${Type} ${property}`] : [],
  );
}

/** Properties that demand the scope of a token. */
const demands = [
  'AWS::ApiGatewayV2::Route AuthorizationScopes',
  'AWS::ApiGateway::Method AuthorizationScopes',
  'AWS::ElasticLoadBalancingV2::ListenerRule Actions',
];
/** Properties that tell Cognito that the scope exists, and that its trigger reads. */
const ofCognito = [
  'AWS::Cognito::UserPoolClient AllowedOAuthScopes',
  'AWS::Cognito::UserPoolResourceServer Scopes',
  'AWS::Lambda::Function Environment',
];
const registration = 'Custom::GatehouseApis Apis';

type Handler = (event: object) => Promise<{
  response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: string[] } } };
}>;

/** The trigger of a template with its environment. */
function triggerOf(resources: readonly Resource[]): Handler {
  const { Code, Environment } = resources.find(({ Properties }) =>
    String(Properties?.['FunctionName']).endsWith('-token-scopes'),
  )?.Properties as { Code: { ZipFile: string }; Environment: { Variables: Record<string, string> } };
  const exports: { handler?: Handler } = {};
  runInNewContext(Code.ZipFile, { exports, process: { env: Environment.Variables } });
  return exports.handler as Handler;
}

async function isGranted(handler: Handler, groups: string[], triggerSource = 'TokenGeneration_HostedAuth') {
  const { response } = await handler({
    triggerSource,
    request: {
      scopes: [`urn:gatehouse:api/${forAdmins}`],
      groupConfiguration: { groupsToOverride: groups },
    },
  });
  return response.claimsAndScopeOverrideDetails.accessTokenGeneration.scopesToAdd.includes(forAdmins);
}

it('there are 34 combinations', () => {
  expect(combinations).toHaveLength(34);
});

describe.each(combinations)('$name: a scope for administrators', ({ stage }) => {
  const resources = resourcesOf(templatesOf(gatehouseOf(stage)));
  const found = new Set(resources.flatMap(mentions));

  it('is named only where it is demanded or where its roles are checked', () => {
    const allowed = [
      ...demands,
      ...(stage.identity === 'cognito' ? ofCognito : []),
      ...(stage.identity === 'gatehouse' ? [registration] : []),
    ];
    expect([...found].filter((place) => !allowed.includes(place))).toEqual([]);
  });

  if (stage.identity === 'cognito') {
    it('is granted by Cognito to the group admin alone', async () => {
      const handler = triggerOf(resources);
      expect(await isGranted(handler, ['admin'])).toBe(true);
      expect(await isGranted(handler, [...everyRole.filter((role) => role !== 'admin'), 'user'])).toBe(false);
      expect(await isGranted(handler, [])).toBe(false);
      expect(await isGranted(handler, ['admin'], 'TokenGeneration_ClientCredentials')).toBe(false);
      const readers = resources.filter(
        (resource) => resource.Type === 'AWS::Lambda::Function' && mentions(resource).length > 0,
      );
      expect(readers).toHaveLength(1);
    });
  }

  if (stage.identity === 'gatehouse') {
    it('is registered for the role admin alone', () => {
      const apis = resources.find(({ Type }) => Type === 'Custom::GatehouseApis')?.Properties['Apis'];
      const join = (apis as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
      const text = join ? join[1].map((part) => (typeof part === 'string' ? part : 'later')).join('') : String(apis);
      const registered = (
        JSON.parse(text) as { scopes: { name: string; roles: string[]; clients: boolean }[] }[]
      ).flatMap(({ scopes }) => scopes);
      expect(registered.filter(({ name }) => name === forAdmins)).toEqual([
        expect.objectContaining({ roles: ['admin'], clients: false }),
      ]);
    });
  }
});
