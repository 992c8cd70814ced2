import { App, type AppProps, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ApisStack } from './apis/apis-stack';
import { type Artifacts } from './artifacts';
import { LeastPrivilege } from './checks/least-privilege';
import { containers } from './containers/containers';
import { taskRoleName } from './containers/service-tasks';
import { DataStack } from './data/data-stack';
import { CognitoStack } from './identity/cognito-stack';
import { KeysStack } from './keys/keys-stack';
import { ObservabilityStack } from './observability/observability-stack';
import { PipelineStack } from './pipeline/pipeline-stack';
import { exposedRoutes } from './routes/exposure';
import { routesOf } from './routes/route';
import { serverless } from './serverless/serverless';
import { functionRoleName } from './serverless/service-function';
import { checkDemandedScopes } from './services/demanded-scopes';
import { checkedStage, type StageConfig } from './stages/stage';
import { type System } from './system';
import { WafStack } from './waf/waf-stack';
import { AccessLogStack } from './web/access-log-stack';
import { CertificateStack } from './web/certificate-stack';
import { ContentStack } from './web/content-stack';
import { globalRegion, hasPage } from './web/origins';

/** An app with what is chosen of CDK's own behaviour. */
export function newApp(props: AppProps = {}): App {
  // What another stack uses cannot be taken away under it.
  return new App({ ...props, context: { ...props.context, '@aws-cdk/core:defaultCrossStackReferences': 'strong' } });
}

/** Adds every stack of a stage to an app, and the checks that synth has to pass. */
export function addGatehouse(app: App, config: StageConfig, artifacts: Artifacts): void {
  const stage = checkedStage(config);
  const { name, region, account, compute, identity } = stage;
  const props = { stage, env: { region, ...(account !== undefined && { account }) } };
  const id = (concern: string) => `gatehouse-${name}-${concern}`;
  Tags.of(app).add('project', 'gatehouse');
  Tags.of(app).add('stage', name);

  const cards = artifacts.cards.filter((card) => identity === 'gatehouse' || !card.authorizationServer);
  const manifests = new Map(
    cards.map((card) => [card, routesOf(card.name, artifacts.manifest(card.name), card.anyToken)]),
  );
  checkDemandedScopes(manifests);
  const cookies = stage.web.session === 'cookies';
  const services = new Map([...manifests].map(([card, routes]) => [card, exposedRoutes(card, routes, { cookies })]));
  const server = cards.find(({ authorizationServer }) => authorizationServer);

  const data = new DataStack(app, id('data'), { ...props, cards });
  const keys =
    server &&
    new KeysStack(app, id('keys'), {
      ...props,
      signers: [functionRoleName(stage, server.name), taskRoleName(stage, server.name)],
    });
  const cognito =
    identity === 'cognito' ? new CognitoStack(app, id('identity'), { ...props, key: data.key, cards }) : undefined;
  // What is behind the page is protected at the page, where the callers' addresses are seen.
  const isEdgeOnly = hasPage(stage) && !cognito && !(compute === 'both' && stage.serverless.api === 'rest');
  const waf = stage.waf && !isEdgeOnly ? new WafStack(app, id('waf'), { ...props, limits: stage.waf }) : undefined;
  const observability = new ObservabilityStack(app, id('observability'), props);
  if (cognito) waf?.protect('UserPool', cognito.userPool.userPoolArn);
  observability.watchTables(data.tables);
  if (stage.pipeline) new PipelineStack(app, id('pipeline'), { ...props, ...stage.pipeline });

  const everywhere = { ...props, env: { ...props.env, region: globalRegion } };
  const global = hasPage(stage) ? globalParts(app, id, everywhere, stage) : {};
  const system: System = {
    global,
    app,
    id,
    props,
    stage,
    artifacts,
    services,
    data,
    keys,
    cognito,
    waf,
    observability,
  };
  // An issuer has one address and a service has one resource identifier: with both ways, those of the load balancer.
  const loadBalancer = compute === 'serverless' ? undefined : containers(system);
  const site = compute === 'containers' ? loadBalancer : serverless(system, loadBalancer);
  if (server && site) new ApisStack(app, id('apis'), { ...props, system, server, site });
  if (site?.page) {
    const { page } = site;
    new AccessLogStack(app, id('web-logs'), { ...everywhere, distribution: page.distribution });
    // CloudFront's metrics are in one region, and an alarm calls a topic of its own region only.
    new ObservabilityStack(app, id('web-observability'), { ...everywhere, part: 'web' }).watchDistribution(
      page.distribution,
    );
    new ContentStack(app, id('web'), { ...props, system, site, page });
  }

  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new LeastPrivilege());
}

/** What CloudFront takes from its own region. */
function globalParts(
  app: App,
  id: System['id'],
  props: StackProps & { readonly stage: StageConfig },
  { web: { domain }, waf }: StageConfig,
): System['global'] {
  const certificateArn =
    domain &&
    (domain.certificateArn ?? new CertificateStack(app, id('web-certificate'), { ...props, domain }).certificateArn);
  const webAclArn = waf && new WafStack(app, id('web-waf'), { ...props, limits: waf, isGlobal: true }).aclArn;
  return { ...(certificateArn !== undefined && { certificateArn }), ...(webAclArn !== undefined && { webAclArn }) };
}
