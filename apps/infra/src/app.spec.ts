import { apiSchema } from '@gatehouse/authorization';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { allowStatements, type Template as Json } from './checks/policies';
import { type DataStack } from './data/data-stack';
import { cardOf, cards, manifestOf, server } from './testing/cards';
import { dev } from './stages/dev/stage-config';
import { artifacts, gatehouse, gatehouseOf, templatesOf } from './testing/synth';

const external = JSON.stringify({
  issuer: 'https://issuer.example.com',
  audience: 'api',
  jwksUri: 'https://issuer.example.com/jwks',
});

/** Synthesises a stage with every check, once. */
function synthesised(stage: string, choices: Parameters<typeof gatehouse>[1] = {}) {
  let templates: Record<string, Template> | undefined;
  return {
    get templates(): Record<string, Template> {
      return (templates ??= templatesOf(gatehouse(stage, choices)));
    },
    template(concern: string): Template {
      const found = this.templates[concern];
      if (!found) throw new Error(`no stack ${concern} among ${Object.keys(this.templates).join(', ')}`);
      return found;
    },
  };
}

// The page has a spec of its own.
const session = 'none';
const http = synthesised('dev', { session });
const rest = synthesised('prod', { compute: 'serverless', session });
const cognito = synthesised('dev', { api: 'rest', identity: 'cognito', authorizer: 'cognito', session });
const containers = synthesised('prod', { session });
const both = synthesised('dev', { compute: 'both', identity: external });
const functionsBehindLoadBalancer = synthesised('dev', {
  compute: 'containers',
  targets: 'lambda',
  identity: 'cognito',
  session,
});

const resourceServers = cards.filter((card) => card !== server);
const tables = cards.flatMap((card) => card.tables);

type Resource = { Properties: Record<string, unknown> };
/** The origin of the API with a path. */
const joined = (path: string) => ({ 'Fn::Join': ['', [Match.anyValue(), path]] });
const all = (template: Template, type: string, where: object = {}) =>
  Object.values(template.findResources(type, where)) as Resource[];

describe('data', () => {
  it.each(tables.map((table) => [table.name, table] as const))('has the table %s as it is defined', (name, table) => {
    containers.template('data').hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TableName: `gatehouse-prod-${name}`,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: table.partitionKey.name, KeyType: 'HASH' },
        ...(table.sortKey ? [{ AttributeName: table.sortKey.name, KeyType: 'RANGE' }] : []),
      ],
      ...(table.timeToLive && { TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true } }),
      ...(table.indexes && {
        GlobalSecondaryIndexes: table.indexes.map((index) => Match.objectLike({ IndexName: index.name })),
      }),
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        Match.objectLike({
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
          SSESpecification: { KMSMasterKeyId: Match.anyValue() },
        }),
      ],
    });
  });

  it('outlives the stack in prod, and not in dev', () => {
    const type = 'AWS::DynamoDB::GlobalTable';
    containers.template('data').allResources(type, { DeletionPolicy: 'Retain' });
    http.template('data').allResources(type, { DeletionPolicy: 'Delete' });
  });

  it('is only what the deployed services use', () => {
    containers.template('data').resourceCountIs('AWS::DynamoDB::GlobalTable', tables.length);
    cognito
      .template('data')
      .resourceCountIs('AWS::DynamoDB::GlobalTable', resourceServers.flatMap((card) => card.tables).length);
  });
});

describe('signing keys', () => {
  it('are RSA keys of KMS that only the authorization server signs with', () => {
    http.template('keys').hasResourceProperties('AWS::KMS::Key', {
      KeySpec: 'RSA_2048',
      KeyUsage: 'SIGN_VERIFY',
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'kms:Sign',
            Principal: { AWS: '*' },
            Condition: { ArnNotEquals: Match.anyValue() },
          }),
        ]),
      },
    });
  });

  it('do not exist where another issuer signs', () => {
    expect(Object.keys(cognito.templates)).not.toContain('keys');
    expect(Object.keys(both.templates)).not.toContain('keys');
  });
});

describe('functions', () => {
  it.each([
    ['http-api', http, server.name],
    ...resourceServers.map(({ name }): [string, typeof http, string] => ['http-api-routes', http, name]),
    ['rest-api', rest, 'authorizer'],
  ])('in %s run on Node 24 and arm64, with a log that ends', (concern, system, name) => {
    const template = system.template(concern);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: Match.stringLikeRegexp(`-${name}$`),
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      KmsKeyArn: Match.anyValue(),
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.anyValue() });
  });

  it('may do with DynamoDB what their stores do, and else write their log and read their environment', () => {
    const template = http.template('http-api-routes').toJSON() as Json;
    const granted = allowStatements(template)
      .filter(({ holder }) => holder === 'AWS::IAM::Policy')
      .map(({ actions }) => actions.join(' '));
    const expected = resourceServers.flatMap((card) => [
      'logs:CreateLogStream logs:PutLogEvents',
      'kms:Decrypt',
      ...card.tables.flatMap(({ actions, indexes }) => [
        [...actions, 'DescribeTable'].map((action) => `dynamodb:${action}`).join(' '),
        ...(indexes && actions.includes('Query') ? ['dynamodb:Query'] : []),
      ]),
      'kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo',
    ]);
    expect(granted).toEqual(expected);
    expect(granted).toContain(
      'dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem dynamodb:DescribeTable',
    );
  });
});

describe('the HTTP API', () => {
  const routes = (template: Template) =>
    all(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => ({
      route: Properties['RouteKey'] as string,
      type: Properties['AuthorizationType'],
      scopes: (Properties['AuthorizationScopes'] ?? []) as string[],
    }));

  it.each(resourceServers)('demands of each route of $name what the manifest says', ({ name, basePath, wellKnown }) => {
    const declared = manifestOf(name)
      .filter(({ path }) => `${path}/`.startsWith(`${basePath}/`) || wellKnown.includes(path))
      .flatMap((route) => (route.method === 'GET' ? [route, { ...route, method: 'HEAD' }] : [route]))
      .map(({ method, path, public: open, scopes }) => ({
        route: `${method} ${path.replace(':id', '{id}').replace('*path', '{path+}')}`,
        type: open ? 'NONE' : 'JWT',
        scopes: scopes.allOf.length > 0 ? scopes.allOf : scopes.anyOf,
      }));
    const found = routes(http.template('http-api-routes')).filter(
      ({ route }) => `${route}/`.includes(` ${basePath}/`) || route.endsWith(basePath),
    );
    expect(found.sort((a, b) => (a.route < b.route ? -1 : 1))).toEqual(
      declared.sort((a, b) => (a.route < b.route ? -1 : 1)),
    );
  });

  it('verifies by issuer and audience, and is made when the issuer answers', () => {
    http.template('http-api-routes').hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: ['urn:gatehouse:api', ...cards.map(({ basePath }) => joined(basePath))],
        Issuer: joined(server.basePath),
      },
    });
    http.template('http-api').resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0);
    const open = routes(http.template('http-api'));
    expect(open.map(({ route }) => route)).toEqual(
      expect.arrayContaining([
        `GET ${server.basePath}/.well-known/openid-configuration`,
        `GET ${server.basePath}/.well-known/jwks.json`,
        `ANY ${server.basePath}/oauth2/{path+}`,
      ]),
    );
    expect(open.filter(({ type }) => type !== 'NONE')).toEqual([]);
  });

  it('throttles, writes its access log and answers preflights', () => {
    http.template('http-api').hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: Match.objectLike({ ThrottlingBurstLimit: 400, ThrottlingRateLimit: 200 }),
      AccessLogSettings: {
        DestinationArn: Match.anyValue(),
        Format: Match.not(Match.stringLikeRegexp('authorization"|token')),
      },
    });
    http.template('http-api').hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: Match.objectLike({ AllowOrigins: ['http://localhost:3000'] }),
    });
  });

  it('trusts an issuer elsewhere', () => {
    both.template('http-api-routes').hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: {
        Audience: ['api', ...resourceServers.map(({ basePath }) => `https://gatehouse-dev.example.com${basePath}`)],
        Issuer: 'https://issuer.example.com',
      },
    });
  });
});

describe('the REST API', () => {
  const methods = (template: Template) =>
    all(template, 'AWS::ApiGateway::Method').filter(({ Properties }) => Properties['HttpMethod'] !== 'OPTIONS');

  it('asks the Lambda authorizer wherever the manifest does not say public', () => {
    const template = rest.template('rest-api');
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
    });
    const types = methods(template).map(({ Properties }) => Properties['AuthorizationType']);
    // HEAD comes with GET.
    const guarded = cards
      .flatMap(({ name }) => manifestOf(name))
      .filter((route) => !route.public)
      .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    expect(types.filter((type) => type === 'CUSTOM')).toHaveLength(guarded.length);
    expect(new Set(types)).toEqual(new Set(['CUSTOM', 'NONE']));
  });

  it("or Cognito's, with the scopes of each route", () => {
    const template = cognito.template('rest-api');
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', { Type: 'COGNITO_USER_POOLS' });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizationScopes: ['messages:write'],
    });
    template.resourceCountIs('AWS::Lambda::Function', resourceServers.length);
  });

  it('refuses with a challenge', () => {
    rest.template('rest-api').hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'UNAUTHORIZED',
      StatusCode: '401',
      ResponseParameters: Match.objectLike({ 'gatewayresponse.header.WWW-Authenticate': `'Bearer realm="api"'` }),
    });
  });

  it('has the web ACL in front', () => {
    rest.template('waf').resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  });
});

describe('the user pool', () => {
  const template = () => cognito.template('identity');

  it('has groups, scopes, a public client with its URLs, and a domain', () => {
    expect(all(template(), 'AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties['GroupName'])).toEqual([
      'admin',
      ...[...new Set(resourceServers.flatMap((card) => card.scopes.flatMap(({ roles }) => roles)))]
        .filter((role) => role !== 'admin' && role !== 'user')
        .sort(),
      'user',
    ]);
    template().hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'urn:gatehouse:api',
      Scopes: resourceServers
        .flatMap((card) => card.scopes)
        .map(({ name, title, detail }) => ({ ScopeName: name, ScopeDescription: `${title}: ${detail}` })),
    });
    template().hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['http://localhost:3000/callback', 'http://localhost:3000/silent'],
      LogoutURLs: ['http://localhost:3000/'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    template().hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'gatehouse-dev' });
  });

  it('is trusted by the services through the preset', () => {
    cognito.template('rest-api').hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ AUTH_PRESET: 'cognito' }) },
    });
  });
});

describe('containers', () => {
  const template = () => containers.template('containers');

  it('are read-only, have no public address, and go back by themselves when a release fails', () => {
    const definitions = all(template(), 'AWS::ECS::TaskDefinition');
    expect(definitions).toHaveLength(cards.length);
    template().allResourcesProperties('AWS::ECS::TaskDefinition', {
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      ContainerDefinitions: [
        Match.objectLike({
          ReadonlyRootFilesystem: true,
          LinuxParameters: Match.objectLike({ InitProcessEnabled: true }),
          HealthCheck: Match.objectLike({ Command: Match.arrayWith([Match.stringLikeRegexp('/health/live')]) }),
          StopTimeout: 20,
        }),
      ],
    });
    template().allResourcesProperties('AWS::ECS::Service', {
      DeploymentConfiguration: Match.objectLike({ DeploymentCircuitBreaker: { Enable: true, Rollback: true } }),
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: 'DISABLED' }) },
    });
    template().resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', cards.length);
  });

  it('get secrets from Secrets Manager, never in the template', () => {
    template().hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({ Name: 'messages', Secrets: [Match.objectLike({ Name: 'CURSOR_KEY' })] }),
      ],
    });
  });

  it('are asked whether they are ready, and have time to finish', () => {
    template().allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      HealthCheckPath: '/health/ready',
      TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }]),
    });
  });

  it('are reached by HTTPS, by their own paths only', () => {
    template().hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      DefaultActions: [Match.objectLike({ Type: 'fixed-response' })],
    });
    template().hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [Match.objectLike({ Type: 'redirect' })],
    });
    for (const { basePath, wellKnown } of cards) {
      const paths = [basePath, `${basePath}/*`, ...wellKnown];
      template().hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: paths } }],
        Actions: [Match.objectLike({ Type: 'forward' })],
      });
    }
  });

  it('have tokens verified by the load balancer, if so chosen', () => {
    template().hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Conditions: Match.arrayWith([{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } }]),
      Actions: [
        {
          Type: 'jwt-validation',
          Order: 1,
          JwtValidationConfig: {
            Issuer: 'https://gatehouse.example.com/auth',
            JwksEndpoint: 'https://gatehouse.example.com/auth/.well-known/jwks.json',
            AdditionalClaims: [
              {
                Name: 'aud',
                Format: 'single-string',
                Values: ['urn:gatehouse:api', `https://gatehouse.example.com${cardOf('messages').basePath}`],
              },
              { Name: 'scope', Format: 'space-separated-values', Values: ['messages:write'] },
            ],
          },
        },
        Match.objectLike({ Type: 'forward', Order: 2 }),
      ],
    });
  });

  it.each([
    [
      'gatehouse' as const,
      'authenticate-oidc',
      {
        AuthenticateOidcConfig: Match.objectLike({
          Issuer: 'https://gatehouse-dev.example.com/auth',
          AuthorizationEndpoint: 'https://gatehouse-dev.example.com/auth/oauth2/authorize',
          TokenEndpoint: 'https://gatehouse-dev.example.com/auth/oauth2/token',
          ClientId: 'balancer',
          ClientSecret: '{{resolve:secretsmanager:gatehouse/dev/balancer:SecretString:::}}',
        }),
      },
    ],
    [
      'cognito' as const,
      'authenticate-cognito',
      { AuthenticateCognitoConfig: Match.objectLike({ UserPoolArn: Match.anyValue() }) },
    ],
  ])(
    'are shown, by the identity %s, only to who has signed in at the load balancer, if so chosen',
    (identity, type, config) => {
      const signIn = { paths: ['/messages/docs*'], client: { id: 'balancer', secretName: 'gatehouse/dev/balancer' } };
      const web = { ...dev.web, session: undefined };
      const compute = 'containers';
      const stage = { ...dev, compute, identity, web, containers: { ...dev.containers, signIn } } as const;
      (templatesOf(gatehouseOf(stage))['containers'] as Template).hasResourceProperties(
        'AWS::ElasticLoadBalancingV2::ListenerRule',
        {
          Priority: 1,
          Conditions: Match.arrayWith([{ Field: 'path-pattern', PathPatternConfig: { Values: ['/messages/docs*'] } }]),
          Actions: [Match.objectLike({ Type: type, ...config }), Match.objectLike({ Type: 'forward' })],
        },
      );
    },
  );

  it('can be functions, whose every cookie passes', () => {
    const targets = functionsBehindLoadBalancer.template('containers');
    targets.allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'lambda',
      TargetGroupAttributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }],
    });
    targets.resourceCountIs('AWS::EC2::NatGateway', 0);
    targets.resourceCountIs('AWS::ECS::Cluster', 0);
  });
});

describe('the APIs of the services', () => {
  const registered = (template: Template) => {
    const [resource] = all(template, 'Custom::GatehouseApis');
    const { Apis, AllowWidening } = resource?.Properties as { Apis: unknown; AllowWidening: string };
    const join = (Apis as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
    const text = join
      ? join[1].map((part) => (typeof part === 'string' ? part : 'https://later.example.com')).join('')
      : String(Apis);
    return { apis: JSON.parse(text) as { name: string; resource: string; scopes: unknown }[], AllowWidening };
  };

  it.each([
    ['an HTTP API', http, 'https://later.example.com'],
    ['a REST API', rest, 'https://api.example.com'],
    ['a load balancer', containers, 'https://gatehouse.example.com'],
  ])('are registered with their scopes and their URLs behind %s', (_what, system, origin) => {
    const { apis, AllowWidening } = registered(system.template('apis'));
    expect(apis.map((api) => apiSchema.parse(api))).toEqual(
      cards.map(({ name, title, basePath, scopes }) => ({ name, title, resource: `${origin}${basePath}`, scopes })),
    );
    expect(AllowWidening).toBe('false');
  });

  it('are registered with more roles only if that is chosen', () => {
    const { apis } = templatesOf(gatehouseOf(dev, artifacts, { allowWidening: 'true' }));
    expect(registered(apis as Template).AllowWidening).toBe('true');
  });

  it('are registered by a function that may read and write one table', () => {
    const template = http.template('apis');
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'register-apis.handler',
      Environment: { Variables: { TABLE_PREFIX: 'gatehouse-dev-' } },
    });
    const granted = allowStatements(template.toJSON() as Json).filter(({ holder }) => holder === 'AWS::IAM::Policy');
    expect(granted.map(({ actions }) => actions.join(' '))).toEqual([
      'logs:CreateLogStream logs:PutLogEvents',
      'kms:Decrypt',
      'dynamodb:GetItem dynamodb:PutItem',
      'kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo',
    ]);
  });

  it('are not registered where another issuer signs', () => {
    expect(Object.keys(cognito.templates)).not.toContain('apis');
    expect(Object.keys(both.templates)).not.toContain('apis');
  });
});

describe('alarms', () => {
  it.each([
    ['HTTP API', http, ['errors', 'throttles', 'p99, ms', 'refused tokens']],
    ['containers', containers, ['5xx, %', 'throttles', 'p99, s', 'refused tokens']],
  ])('of %s watch errors, throttles, latency and refused tokens', (_name, system, watched) => {
    const template = system.template('observability');
    const names = all(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties['AlarmName'] as string);
    for (const what of watched) expect(names).toContainEqual(expect.stringContaining(what));
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});

describe('the pipeline', () => {
  it('is one environment of one repository, and may only take on the roles of the bootstrapping', () => {
    const template = containers.template('pipeline');
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
                'token.actions.githubusercontent.com:sub': 'repo:example/gatehouse:environment:prod',
              },
            },
          }),
        ],
      },
    });
    const statements = allowStatements(template.toJSON() as Json).filter(({ holder }) => holder === 'AWS::IAM::Policy');
    expect(statements.map(({ actions }) => actions)).toEqual([['sts:AssumeRole']]);
  });
});

describe('the synth fails', () => {
  it('with a policy that allows by wildcard', () => {
    const app = gatehouse('dev');
    const stack = app.node.findChild('gatehouse-dev-data') as DataStack;
    new Role(stack, 'Careless', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }).addToPolicy(
      new PolicyStatement({ actions: ['dynamodb:*'], resources: [stack.tables[0]?.tableArn ?? ''] }),
    );
    // By the list of allowed wildcards, and by cdk-nag.
    expect(() => app.synth()).toThrow(/no entry of allowed-wildcards\.ts covers/);
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Action::dynamodb:\*\]/);
  });

  it('with a route that declares nothing', () => {
    const undeclared = {
      method: 'GET',
      path: '/messages/new',
      public: false,
      scopes: { allOf: [], anyOf: [] },
      roles: [],
    };
    expect(() =>
      gatehouse(
        'dev',
        {},
        {
          ...artifacts,
          manifest: (app) => (app === 'messages' ? [...manifestOf(app), undeclared] : manifestOf(app)),
        },
      ),
    ).toThrow('GET /messages/new declares neither scopes nor roles');
  });
});
