import { globSync, readFileSync } from 'node:fs';
import { type ServiceCard } from '@gatehouse/service-card';
import { pageClientId, pageScope, securityHeaders, silentPageHeaders } from '@gatehouse/workspace';
import { type App, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { pathsOf } from '../routes/exposure';
import { chosenStage } from '../stages/choice';
import { cards, orders, server } from '../testing/cards';
import { ordersManifest } from '../testing/manifests';
import { artifacts, gatehouse, gatehouseOf, templatesOf } from '../testing/synth';

interface Built {
  readonly app: App;
  readonly templates: Record<string, Template>;
  /** The concern of the stack that has the distribution. */
  readonly door: string;
}

function built(door: string, ...args: Parameters<typeof gatehouse>): Built {
  const app = gatehouse(...args);
  return { app, templates: templatesOf(app), door };
}

type Json = Record<string, unknown>;
interface Behavior {
  readonly PathPattern: string;
  readonly TargetOriginId: string;
  readonly AllowedMethods: string[];
  readonly CachedMethods?: string[];
  readonly CachePolicyId: unknown;
  readonly OriginRequestPolicyId?: unknown;
  readonly ResponseHeadersPolicyId?: { Ref: string };
  readonly FunctionAssociations?: unknown[];
  readonly ViewerProtocolPolicy: string;
  readonly Compress: boolean;
}
interface Origin extends Json {
  readonly Id: string;
  readonly DomainName: unknown;
  readonly OriginPath?: string;
  readonly OriginCustomHeaders?: { HeaderName: string; HeaderValue: unknown }[];
  readonly CustomOriginConfig?: Json;
  readonly OriginAccessControlId?: unknown;
  readonly S3OriginConfig?: Json;
}
interface Config {
  readonly DefaultCacheBehavior: Behavior;
  readonly CacheBehaviors: Behavior[];
  readonly CustomErrorResponses: Json[];
  readonly Origins: Origin[];
  readonly ViewerCertificate?: Json;
  readonly WebACLId?: unknown;
  readonly Aliases?: string[];
}

const all = <T = Json>(template: Template | undefined, type: string): T[] =>
  Object.values(template?.findResources(type) ?? {}).map((resource) => (resource as { Properties: T }).Properties);

const templateOf = ({ templates }: Built, concern: string): Template => {
  const found = templates[concern];
  if (!found) throw new Error(`no stack ${concern} among ${Object.keys(templates).join(', ')}`);
  return found;
};

function configOf(site: Built): Config {
  const [found] = all<{ DistributionConfig: Config }>(templateOf(site, site.door), 'AWS::CloudFront::Distribution');
  if (!found) throw new Error(`no distribution in ${site.door}`);
  return found.DistributionConfig;
}

const named = (site: Built, type: string, reference: unknown): Json => {
  const id = (reference as { Ref: string }).Ref;
  return (templateOf(site, site.door).findResources(type)[id] as { Properties: Json }).Properties;
};

const settingsOf = ({ app }: Built): Record<string, string> => {
  const [file] = globSync('asset.*/settings.json', { cwd: app.outdir });
  return JSON.parse(readFileSync(`${app.outdir}/${file}`, 'utf8')) as Record<string, string>;
};

const regionOf = ({ app }: Built, concern: string) =>
  app.node.children.find((child): child is Stack => child.node.id.endsWith(`-${concern}`))?.region;

const sites = {
  'an HTTP API': built('http-api', 'dev'),
  'a REST API': built('rest-api', 'dev', { api: 'rest' }),
  'a REST API with a host name': built('rest-api', 'prod', { compute: 'serverless' }),
  'a load balancer': built('containers', 'prod'),
  'a load balancer before functions': built('containers', 'dev', { compute: 'containers', targets: 'lambda' }),
  'both ways': built('containers', 'dev', { compute: 'both' }),
  'a user pool': built('http-api', 'dev', { identity: 'cognito' }),
} as const;
const every = Object.entries(sites);
const { 'an HTTP API': http, 'a load balancer': balanced, 'a user pool': pool } = sites;

/** What lies behind a page: a user pool has no authorization server among the services. */
const cardsBehind = (site: Built) => (site === pool ? cards.filter((card) => card !== server) : cards);

describe.each(every)('the page before %s', (_name, site) => {
  const config = configOf(site);
  const isFile = ({ S3OriginConfig }: Origin) => S3OriginConfig !== undefined;
  const files = config.Origins.find(isFile) as Origin;
  const services = config.Origins.find((origin) => !isFile(origin)) as Origin;
  const patterns = cardsBehind(site).flatMap(pathsOf);
  const ofServices = config.CacheBehaviors.filter(({ PathPattern }) => patterns.includes(PathPattern));

  it('is on the origin of every service', () => {
    expect(config.Origins).toHaveLength(2);
    expect(config.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/assets/*', '/silent', ...patterns]);
    for (const behavior of ofServices) {
      expect(behavior.TargetOriginId).toBe(services.Id);
      expect([...behavior.AllowedMethods].sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
      expect(behavior.ViewerProtocolPolicy).toBe('https-only');
      // All of the caller's headers but Host, with cookies and query.
      expect(behavior.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac');
    }
    expect(services.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
      OriginReadTimeout: 60,
    });
  });

  it('leaves what services answer as it is', () => {
    for (const behavior of ofServices) {
      expect(behavior).not.toHaveProperty('ResponseHeadersPolicyId');
      expect(behavior).not.toHaveProperty('FunctionAssociations');
    }
    for (const response of config.CustomErrorResponses) {
      expect(response).toEqual({ ErrorCode: expect.any(Number), ErrorCachingMinTTL: 0 });
    }
    // Those that CloudFront keeps for ten seconds where nothing is said.
    expect(config.CustomErrorResponses.map(({ ErrorCode }) => ErrorCode)).toEqual(
      expect.arrayContaining([404, 500, 502, 503, 504]),
    );
  });

  it('gives nobody a weak entity tag, which If-Match would not match (RFC 9110 §13.1.1)', () => {
    // CloudFront and API Gateway make a tag weak, or remove it, when they compress an answer. A load balancer compresses none.
    for (const { Compress } of ofServices) expect(Compress).toBe(false);
    expect(config.DefaultCacheBehavior.Compress).toBe(true);
    for (const template of Object.values(site.templates)) {
      for (const api of all(template, 'AWS::ApiGateway::RestApi')) {
        expect(api).not.toHaveProperty('MinimumCompressionSize');
      }
    }
  });

  it('keeps an answer only where it says so, for the same credentials and the same page', () => {
    const [policy] = ofServices.map(({ CachePolicyId }) => named(site, 'AWS::CloudFront::CachePolicy', CachePolicyId));
    expect(new Set(ofServices.map(({ CachePolicyId }) => JSON.stringify(CachePolicyId))).size).toBe(1);
    expect(policy).toEqual({
      CachePolicyConfig: expect.objectContaining({
        MinTTL: 0,
        DefaultTTL: 0,
        ParametersInCacheKeyAndForwardedToOrigin: {
          HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Authorization', 'Origin'] },
          CookiesConfig: { CookieBehavior: 'all' },
          QueryStringsConfig: { QueryStringBehavior: 'all' },
          EnableAcceptEncodingGzip: true,
          EnableAcceptEncodingBrotli: true,
        },
      }),
    });
    // An answer to OPTIONS is never kept.
    for (const { CachedMethods = ['GET', 'HEAD'] } of ofServices) expect(CachedMethods).not.toContain('OPTIONS');
  });

  it('proves to the services by a secret that CloudFront sent a request', () => {
    const [header, ...more] = services.OriginCustomHeaders ?? [];
    expect(more).toEqual([]);
    expect(header?.HeaderName).toBe('X-CloudFront-Secret');
    expect(JSON.stringify(header?.HeaderValue)).toContain('{{resolve:secretsmanager:');
    const given = Object.values(site.templates).flatMap((template) => [
      ...all<{ FunctionName?: string; Environment?: { Variables: Json } }>(template, 'AWS::Lambda::Function')
        .filter(({ FunctionName = '' }) => cards.some(({ name }) => FunctionName.endsWith(`-${name}`)))
        .map(({ Environment }) => JSON.stringify(Environment?.Variables['CLOUDFRONT_SECRET'])),
      ...all<{ ContainerDefinitions: { Secrets?: { Name: string; ValueFrom: unknown }[] }[] }>(
        template,
        'AWS::ECS::TaskDefinition',
      ).flatMap(({ ContainerDefinitions: [container] }) =>
        JSON.stringify(container?.Secrets?.find(({ Name }) => Name === 'CLOUDFRONT_SECRET')?.ValueFrom),
      ),
    ]);
    expect(given.length).toBeGreaterThanOrEqual(cardsBehind(site).length);
    const secret = /ExportsOutputRefwebCLOUDFRONTSECRET\w+/;
    expect(secret.exec(JSON.stringify(header?.HeaderValue))?.[0]).toBeDefined();
    for (const value of given) expect(value).toMatch(secret);
  });

  it('comes from a bucket that only this distribution reads', () => {
    const template = templateOf(site, site.door);
    expect(files.S3OriginConfig).toEqual({ OriginAccessIdentity: '' });
    const { 'Fn::GetAtt': [Ref] = [] } = files.OriginAccessControlId as { 'Fn::GetAtt': string[] };
    expect(named(site, 'AWS::CloudFront::OriginAccessControl', { Ref })).toMatchObject({
      OriginAccessControlConfig: {
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    });
    const { 'Fn::GetAtt': [bucket] = [] } = files.DomainName as { 'Fn::GetAtt': string[] };
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    const policies = all<{ Bucket: { Ref: string }; PolicyDocument: { Statement: Json[] } }>(
      template,
      'AWS::S3::BucketPolicy',
    ).filter(({ Bucket }) => Bucket.Ref === bucket);
    const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Action }) => Action).sort()).toEqual(['s3:GetObject', 's3:ListBucket']);
    for (const statement of allowed) {
      expect(statement).toMatchObject({
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
      });
      expect(JSON.stringify(statement['Condition'])).toContain('PageDistribution');
    }
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('sends the security headers that are said once', () => {
    const sent = ({ ResponseHeadersPolicyId }: Behavior) => {
      const { ResponseHeadersPolicyConfig: policy } = named(
        site,
        'AWS::CloudFront::ResponseHeadersPolicy',
        ResponseHeadersPolicyId,
      ) as {
        ResponseHeadersPolicyConfig: {
          SecurityHeadersConfig: Record<string, Json>;
          CustomHeadersConfig: { Items: Json[] };
        };
      };
      const { SecurityHeadersConfig: config, CustomHeadersConfig: custom } = policy;
      for (const header of [...Object.values(config), ...custom.Items]) expect(header['Override']).toBe(true);
      const transport = config['StrictTransportSecurity'];
      return {
        'Content-Security-Policy': config['ContentSecurityPolicy']?.['ContentSecurityPolicy'],
        'Strict-Transport-Security': `max-age=${transport?.['AccessControlMaxAgeSec'] as number}${transport?.['IncludeSubdomains'] ? '; includeSubDomains' : ''}`,
        'X-Content-Type-Options': config['ContentTypeOptions'] && 'nosniff',
        'X-Frame-Options': config['FrameOptions']?.['FrameOption'],
        'Referrer-Policy': config['ReferrerPolicy']?.['ReferrerPolicy'],
        ...Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header, Value])),
      };
    };
    const assets = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === '/assets/*') as Behavior;
    const silent = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === '/silent') as Behavior;
    const policy = site === pool ? { 'Content-Security-Policy': expect.anything() } : {};
    for (const behavior of [config.DefaultCacheBehavior, assets]) {
      expect(sent(behavior)).toEqual({ ...securityHeaders(), ...policy });
      expect(behavior.ViewerProtocolPolicy).toBe('redirect-to-https');
      expect(behavior.AllowedMethods).toEqual(['GET', 'HEAD']);
    }
    expect(sent(silent)).toEqual({ ...silentPageHeaders(), ...policy });
  });

  it('is led to index.html for its own paths, and not for those of files and services', () => {
    const silent = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === '/silent');
    const assets = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === '/assets/*');
    const association = [{ EventType: 'viewer-request', FunctionARN: expect.anything() }];
    expect(config.DefaultCacheBehavior.FunctionAssociations).toEqual(association);
    expect(silent?.FunctionAssociations).toEqual(association);
    expect(assets).not.toHaveProperty('FunctionAssociations');
  });

  it('has files that are kept as long as their names say', () => {
    const web = templateOf(site, 'web');
    const deployments = all(web, 'Custom::CDKBucketDeployment');
    expect(
      deployments.map(({ Exclude, Include, Prune, SystemMetadata }) => ({ Exclude, Include, Prune, SystemMetadata })),
    ).toEqual([
      {
        Exclude: ['*'],
        Include: ['assets/*'],
        Prune: false,
        SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
      },
      { Exclude: ['assets/*'], Include: undefined, Prune: true, SystemMetadata: { 'cache-control': 'no-cache' } },
    ]);
    const policy = named(site, 'AWS::CloudFront::CachePolicy', config.DefaultCacheBehavior.CachePolicyId);
    // With a least time of zero, CloudFront asks the bucket each time where a file says `no-cache`.
    expect(policy).toMatchObject({ CachePolicyConfig: { MinTTL: 0, DefaultTTL: 0, MaxTTL: 31_536_000 } });
  });

  it('raises an alarm where CloudFront answers with errors of its own or of what is behind it', () => {
    expect(regionOf(site, 'web-observability')).toBe('us-east-1');
    const template = templateOf(site, 'web-observability');
    const [alarm] = all<{ Metrics: unknown; AlarmActions: { Ref: string }[] }>(template, 'AWS::CloudWatch::Alarm');
    const metrics = JSON.stringify(alarm?.Metrics);
    expect(metrics).toContain('5xxErrorRate');
    expect(metrics).toContain('PageDistribution');
    expect(Object.keys(template.findResources('AWS::SNS::Topic'))).toEqual([alarm?.AlarmActions[0]?.Ref]);
  });

  it('writes an access log without queries, cookies and referrers', () => {
    expect(regionOf(site, 'web-logs')).toBe('us-east-1');
    const [delivery] = all<{ RecordFields: string[] }>(templateOf(site, 'web-logs'), 'AWS::Logs::Delivery');
    expect(delivery?.RecordFields).toContain('c-ip');
    expect(delivery?.RecordFields.filter((field) => /query|cookie|referer/i.test(field))).toEqual([]);
  });
});

describe('the origin of the page', () => {
  const variables = (site: Built, concern: string, service: string) =>
    all<{ FunctionName?: string; Environment: { Variables: Json } }>(
      templateOf(site, concern),
      'AWS::Lambda::Function',
    ).find(({ FunctionName }) => FunctionName?.endsWith(`-${service}`))?.Environment.Variables ?? {};
  const container = (site: Built, service: string): Json =>
    Object.fromEntries(
      all<{ ContainerDefinitions: { Name: string; Environment: { Name: string; Value: unknown }[] }[] }>(
        templateOf(site, 'containers'),
        'AWS::ECS::TaskDefinition',
      )
        .flatMap(({ ContainerDefinitions }) => ContainerDefinitions)
        .filter(({ Name }) => Name === service)
        .flatMap(({ Environment }) => Environment.map(({ Name, Value }) => [Name, Value])),
    );

  it('is the host name of the stage, for issuer, resources and pages', () => {
    expect(container(balanced, 'orders')).toMatchObject({
      AUTH_ISSUER: 'https://app.example.com/auth',
      AUTH_RESOURCE: 'https://app.example.com/orders',
      AUTH_JWKS_URI: 'https://app.example.com/auth/.well-known/jwks.json',
      WEB_ORIGINS: 'https://app.example.com',
    });
    expect(container(balanced, 'auth')).toMatchObject({ AUTH_ISSUER: 'https://app.example.com/auth' });
    expect(configOf(balanced).Aliases).toEqual(['app.example.com']);
    expect(configOf(balanced).Origins.map(({ DomainName }) => DomainName)).toContain('gatehouse.example.com');
    balanced.templates['containers']?.hasOutput('Origin', { Value: 'https://app.example.com' });
  });

  it('is CloudFront’s own name without one', () => {
    const name = { 'Fn::GetAtt': [expect.stringMatching(/^PageDistribution/), 'DomainName'] };
    const joined = (rest: string) => ({ 'Fn::Join': ['', ['https://', name, rest]] });
    expect(variables(http, 'http-api', 'auth')).toMatchObject({
      AUTH_ISSUER: joined(server.basePath),
      WEB_ORIGINS: joined(',http://localhost:3000'),
    });
    expect(configOf(http)).not.toHaveProperty('Aliases');
    // Also where the API's own origin ends with its stage: no resource could be found there.
    const rest = sites['a REST API'];
    expect(variables(rest, 'rest-api', 'orders')).toMatchObject({ AUTH_RESOURCE: joined('/orders') });
    expect(configOf(rest).Origins.map(({ OriginPath }) => OriginPath)).toContain('/v1');
  });

  it('is also the issuer of functions that are beside the containers', () => {
    const functions = variables(sites['both ways'], 'http-api-routes', 'orders');
    const shared = container(sites['both ways'], 'orders');
    expect(JSON.stringify(shared['AUTH_ISSUER'])).toContain('PageDistribution');
    expect(JSON.stringify(functions['AUTH_ISSUER'])).toContain('ExportsOutputFnGetAttPageDistribution');
  });

  it('is one to which the user pool sends people back', () => {
    const clients = Object.values(pool.templates).flatMap((template) =>
      all<{ CallbackURLs: unknown[]; LogoutURLs: unknown[] }>(template, 'AWS::Cognito::UserPoolClient'),
    );
    expect(clients).toHaveLength(1);
    expect(JSON.stringify(clients[0]?.CallbackURLs[0])).toMatch(/PageDistribution.*\/callback/);
    expect(clients[0]?.CallbackURLs.slice(2)).toEqual([
      'http://localhost:3000/callback',
      'http://localhost:3000/silent',
    ]);
    expect(JSON.stringify(clients[0]?.LogoutURLs[0])).toMatch(/PageDistribution.*"\/"/);
  });
});

describe('the settings of the page', () => {
  it('name the session, the issuer, the client and every scope of the services', () => {
    expect(settingsOf(balanced)).toEqual({
      session: 'tokens',
      issuer: 'https://app.example.com/auth',
      clientId: pageClientId,
      scope: pageScope(cards),
    });
  });

  it('name the hosted pages of a user pool, and its scopes', () => {
    const settings = settingsOf(pool);
    expect(settings).toMatchObject({ session: 'cognito', hostedUi: expect.anything() });
    expect(settings['scope']?.split(' ')).toContain('urn:gatehouse:api/orders:read');
    const policies = all(templateOf(pool, 'http-api'), 'AWS::CloudFront::ResponseHeadersPolicy');
    for (const policy of policies) {
      expect(JSON.stringify(policy)).toMatch(
        /connect-src 'self' https:\/\/cognito-idp\.eu-west-1\..*\.auth\.eu-west-1/,
      );
      expect(JSON.stringify(policy)).toContain("script-src 'self';");
    }
  });
});

describe('with tokens in cookies', () => {
  it.each(['http', 'rest'])('services of a %s API demand them, and the gateway does not', (api) => {
    const templates = templatesOf(gatehouse('dev', { api, session: 'cookies' }));
    const environments = Object.values(templates).flatMap((template) =>
      all<{ FunctionName?: string; Environment?: { Variables: Json } }>(template, 'AWS::Lambda::Function').filter(
        ({ FunctionName = '' }) => cards.some(({ name }) => FunctionName.endsWith(`-${name}`)),
      ),
    );
    expect(environments).toHaveLength(cards.length);
    for (const { Environment } of environments) expect(Environment?.Variables).toMatchObject({ AUTH_COOKIES: 'on' });
    for (const template of Object.values(templates)) {
      template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0);
      template.resourceCountIs('AWS::ApiGateway::Authorizer', 0);
    }
  });

  it('are not set otherwise', () => {
    expect(JSON.stringify(http.templates['http-api']?.toJSON())).not.toContain('AUTH_COOKIES');
  });
});

describe('what is behind the page', () => {
  it('is a load balancer that only CloudFront reaches', () => {
    const template = templateOf(balanced, 'containers');
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    const world = JSON.stringify(
      all(template, 'AWS::EC2::SecurityGroup').flatMap((group) => group['SecurityGroupIngress'] ?? []),
    );
    expect(world).not.toContain('0.0.0.0/0');
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 443,
      ToPort: 443,
      SourcePrefixListId: {
        'Fn::GetAtt': [Match.stringLikeRegexp('^CloudFrontAddresses'), 'PrefixLists.0.PrefixListId'],
      },
    });
  });

  it('is open to the world without a page', () => {
    const template = templatesOf(gatehouse('prod', { session: 'none' }))['containers'] as Template;
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 2);
    expect(JSON.stringify(all(template, 'AWS::EC2::SecurityGroup'))).toContain('0.0.0.0/0');
  });

  it('has its web ACL at the page, where the addresses of callers are seen', () => {
    expect(regionOf(balanced, 'web-waf')).toBe('us-east-1');
    templateOf(balanced, 'web-waf').hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' });
    expect(configOf(balanced).WebACLId).toMatchObject({ 'Fn::GetStackOutput': { Region: 'us-east-1' } });
    expect(Object.keys(balanced.templates)).not.toContain('waf');
  });

  it('keeps a web ACL where it is reached otherwise', () => {
    const { waf } = templatesOf(gatehouse('prod', { compute: 'both', api: 'rest' }));
    waf?.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    expect(JSON.stringify(waf?.toJSON())).toContain('restapis');
  });

  it('has a certificate from the region of CloudFront, and TLS 1.2 at least', () => {
    expect(regionOf(balanced, 'web-certificate')).toBe('us-east-1');
    templateOf(balanced, 'web-certificate').resourceCountIs('AWS::CertificateManager::Certificate', 1);
    expect(configOf(balanced).ViewerCertificate).toMatchObject({
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
      AcmCertificateArn: { 'Fn::GetStackOutput': { Region: 'us-east-1' } },
    });
    expect(Object.keys(http.templates)).not.toContain('web-certificate');
  });
});

describe('the files of the page', () => {
  it.each([
    ['go with the stack that keeps nothing', http, false],
    ['stay with the stack that keeps data, with their versions', balanced, true],
  ])('%s', (_what, site, stay) => {
    for (const { RetainOnDelete } of all(templateOf(site, 'web'), 'Custom::CDKBucketDeployment')) {
      expect(RetainOnDelete).toBe(stay);
    }
    const buckets = templateOf(site, site.door).findResources('AWS::S3::Bucket');
    const [, bucket] = Object.entries(buckets).find(([id]) => id.startsWith('PageFiles')) ?? [];
    const { DeletionPolicy, Properties } = bucket as { DeletionPolicy: string; Properties: Json };
    expect(DeletionPolicy).toBe(stay ? 'Retain' : 'Delete');
    expect(Properties['VersioningConfiguration']).toEqual(stay ? { Status: 'Enabled' } : undefined);
    // What removes the files at the end leaves those of a bucket with this mark.
    expect(JSON.stringify(Properties)).not.toContain('aws-cdk:cr-owned');
  });
});

describe('a service that is added', () => {
  const added: ServiceCard = {
    ...orders,
    name: 'parcels',
    basePath: '/parcels',
    port: 4999,
    wellKnown: ['/.well-known/oauth-protected-resource/parcels'],
    tables: [],
    scopes: [],
    secrets: [],
  };
  const manifest = ordersManifest
    .filter(({ public: open }) => open)
    .map((route) => ({ ...route, path: route.path.replaceAll('orders', 'parcels') }));

  it('is behind the page without a change', () => {
    const given = {
      ...artifacts,
      cards: [...cards, added],
      manifest: (name: string) => (name === added.name ? manifest : artifacts.manifest(name)),
    };
    const app = gatehouseOf(chosenStage('dev'), given);
    const patterns = configOf({ app, templates: templatesOf(app), door: 'http-api' }).CacheBehaviors.map(
      ({ PathPattern }) => PathPattern,
    );
    expect(patterns).toEqual(expect.arrayContaining([...pathsOf(added)]));
  });

  it('is refused where a distribution has no room for it', () => {
    const names = Array.from({ length: 40 }, (_, index) => `parcels${index}`);
    const many = names.map((name) => ({ ...added, name, basePath: `/${name}`, wellKnown: [] }));
    const given = {
      ...artifacts,
      cards: [...cards, ...many],
      manifest: (name: string) => (names.includes(name) ? manifest : artifacts.manifest(name)),
    };
    expect(() => gatehouseOf(chosenStage('dev'), given)).toThrow('which is what a distribution takes');
  });
});

it('there is no trace of the page where the stage has none', () => {
  const app = gatehouse('dev', { session: 'none' });
  const templates = templatesOf(app);
  expect(Object.keys(templates).filter((concern) => concern.startsWith('web'))).toEqual([]);
  for (const template of Object.values(templates)) {
    template.resourceCountIs('AWS::CloudFront::Distribution', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('CLOUDFRONT_SECRET');
  }
});
