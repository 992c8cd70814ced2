import { type ServiceCard } from '@gatehouse/service-card';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { cards, orders, server } from '../testing/cards';
import { artifacts, gatehouse, templatesOf } from '../testing/synth';

const variablesOf = (templates: Record<string, Template>, name: string) => {
  const functions = Object.values(templates).flatMap((template) =>
    Object.values(template.findResources('AWS::Lambda::Function')),
  ) as { Properties: { FunctionName: string; Environment: { Variables: Record<string, unknown> } } }[];
  return functions.find(({ Properties }) => Properties.FunctionName.endsWith(`-${name}`))?.Properties.Environment
    .Variables;
};

describe('the environment of a service', () => {
  it('has the variables of its card for the place that it runs in, and its secrets', () => {
    expect(variablesOf(templatesOf(gatehouse('dev', { session: 'none' })), 'orders')).toMatchObject({
      PRINTER: 'off',
      RECEIPT_KEY: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', expect.anything(), ':SecretString:::}}']] },
    });
    const { containers, data } = templatesOf(gatehouse('prod', { session: 'none' }));
    containers?.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Name: 'orders',
          Environment: Match.arrayWith([
            { Name: 'AUTH_RESOURCE', Value: 'https://gatehouse.example.com/orders' },
            { Name: 'PRINTER', Value: 'on' },
          ]),
          Secrets: [Match.objectLike({ Name: 'RECEIPT_KEY' })],
        }),
      ],
    });
    data?.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'gatehouse/prod/orders/receipt-key' });
    data?.resourceCountIs('AWS::SecretsManager::Secret', cards.flatMap(({ secrets }) => secrets).length);
  });

  it('has the resource of the service where the origin has no path', () => {
    const behindPath = templatesOf(gatehouse('dev', { api: 'rest', session: 'none' }));
    expect(variablesOf(behindPath, 'orders')).not.toHaveProperty('AUTH_RESOURCE');
    expect(variablesOf(behindPath, 'authorizer')).not.toHaveProperty('AUTH_RESOURCES');
    const behindDomain = templatesOf(gatehouse('prod', { compute: 'serverless', session: 'none' }));
    expect(variablesOf(behindDomain, 'orders')).toMatchObject({ AUTH_RESOURCE: 'https://api.example.com/orders' });
    expect(variablesOf(behindDomain, 'authorizer')).toMatchObject({
      AUTH_RESOURCES: cards.map(({ basePath }) => `https://api.example.com${basePath}`).join(','),
    });
  });

  it('has the resource of the containers in both places', () => {
    const { AUTH_RESOURCE, AUTH_ISSUER } =
      variablesOf(templatesOf(gatehouse('dev', { compute: 'both', session: 'none' })), 'orders') ?? {};
    expect(AUTH_RESOURCE).toBe('https://gatehouse-dev.example.com/orders');
    expect(AUTH_ISSUER).toBe(`https://gatehouse-dev.example.com${server.basePath}`);
  });

  it.each<[string, Partial<ServiceCard>]>([
    ['AUTH_AUDIENCE', { environment: { function: { AUTH_AUDIENCE: 'anything' } } }],
    ['AUTH_ISSUER', { secrets: [{ variable: 'AUTH_ISSUER', description: 'A mistake' }] }],
  ])('cannot take %s from a card', (variable, change) => {
    const changed = cards.map((card) => (card.name === orders.name ? { ...card, ...change } : card));
    expect(() => gatehouse('dev', {}, { ...artifacts, cards: changed })).toThrow(
      `apps/orders/service.json: the deployment sets ${variable}`,
    );
  });
});
