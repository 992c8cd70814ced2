import { parseEnvironment, resourceServerEnvironment } from '@gatehouse/service';
import { definitionOf } from '@gatehouse/workspace';
import { Match } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { ownCards } from '../testing/cards';
import { gatehouse, templatesOf } from '../testing/synth';

/** What a reference turns into behind this text. */
const afterwards = (text: unknown) => (text === 'kms:' ? 'arn:aws:kms:eu-west-1:123456789012:key/0' : 'later');

/** A value of a template as it could be once CloudFormation has made everything. */
function deployed(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  if (!join) return 'https://known-later.example.com';
  const [separator, parts] = join;
  return parts
    .map((part, index) => (typeof part === 'string' || index === 0 ? deployed(part) : afterwards(parts[0])))
    .join(separator);
}

const named = { Properties: { FunctionName: Match.anyValue() } };

interface Named {
  readonly Name: string;
  readonly Value?: unknown;
}

/** What every function and container of an app is given, by name. */
function environments(...args: Parameters<typeof gatehouse>): [string, Record<string, string>][] {
  return Object.values(templatesOf(gatehouse(...args))).flatMap((template) => [
    // What CDK brings, for its own resources, has no name.
    ...Object.values(template.findResources('AWS::Lambda::Function', named)).map(
      (found): [string, Record<string, string>] => {
        const { FunctionName, Environment } = (
          found as { Properties: { FunctionName: string; Environment: { Variables: object } } }
        ).Properties;
        const variables = Object.entries(Environment.Variables).map(([name, value]) => [name, deployed(value)]);
        return [FunctionName.split('-').slice(2).join('-'), Object.fromEntries(variables) as Record<string, string>];
      },
    ),
    ...Object.values(template.findResources('AWS::ECS::TaskDefinition')).flatMap((found) =>
      (
        found as { Properties: { ContainerDefinitions: { Name: string; Environment: Named[]; Secrets?: Named[] }[] } }
      ).Properties.ContainerDefinitions.map(({ Name, Environment, Secrets = [] }): [string, Record<string, string>] => [
        Name,
        Object.fromEntries([
          ...Environment.map(({ Name: name, Value }) => [name, deployed(Value)] as const),
          ...Secrets.map(({ Name: name }) => [name, 'x'.repeat(64)] as const),
        ]),
      ]),
    ),
  ]);
}

const schemas = new Map<string, z.ZodType>([
  ...ownCards.map(({ name }) => [name, definitionOf(name).environment] as const),
  ['authorizer', z.strictObject({ ...resourceServerEnvironment, AUTH_RESOURCES: z.string().optional() })],
]);
const services = ownCards.map(({ name }) => name);
const resourceServers = ownCards.filter(({ authorizationServer }) => !authorizationServer).map(({ name }) => name);

describe.each([
  ['functions behind a REST API', environments('prod', { compute: 'serverless' }), ['authorizer', ...services]],
  ['functions behind an HTTP API', environments('dev'), services],
  ['functions without a page', environments('dev', { session: 'none' }), services],
  ['functions whose tokens are in cookies', environments('dev', { session: 'cookies' }), services],
  ['containers', environments('prod'), services],
  ['functions that trust a user pool', environments('dev', { identity: 'cognito' }), resourceServers],
])('%s', (_what, given, names) => {
  it.each(names)('give %s an environment that its own schema accepts', (name) => {
    const environment = given.find(([service]) => service === name)?.[1];
    expect(environment).toBeDefined();
    expect(() => parseEnvironment(schemas.get(name) as z.ZodType, environment ?? {})).not.toThrow();
  });
});
