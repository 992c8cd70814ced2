import { tables } from '@gatehouse/dynamodb';
import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Artifacts } from './artifacts';
import { LeastPrivilege } from './checks/least-privilege';
import { containers } from './containers/containers';
import { DataStack } from './data/data-stack';
import { tablesInUse } from './data/tables-in-use';
import { CognitoStack } from './identity/cognito-stack';
import { KeysStack } from './keys/keys-stack';
import { ObservabilityStack } from './observability/observability-stack';
import { PipelineStack } from './pipeline/pipeline-stack';
import { exposedRoutes } from './routes/exposure';
import { routesOf } from './routes/route';
import { serverless } from './serverless/serverless';
import { functionRoleName } from './serverless/service-function';
import { taskRoleName } from './containers/service-tasks';
import { authService } from './services/auth';
import { messagesService } from './services/messages';
import { checkedStage, type StageConfig } from './stages/stage';
import { type System } from './system';
import { WafStack } from './waf/waf-stack';

/** An app with what is chosen of CDK's own behaviour. */
export function newApp(props: AppProps = {}): App {
  // What another stack uses cannot be taken away under it.
  return new App({ ...props, context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' } });
}

/** Adds every stack of a stage to an app, and the checks that synth has to pass. */
export function addGatehouse(app: App, config: StageConfig, artifacts: Artifacts): void {
  const stage = checkedStage(config);
  const { name, region, account, compute, identity } = stage;
  const props = { stage, env: { region, ...(account !== undefined && { account }) } };
  const id = (concern: string) => `gatehouse-${name}-${concern}`;
  Tags.of(app).add('project', 'gatehouse');
  Tags.of(app).add('stage', name);

  const services = identity === 'gatehouse' ? [authService, messagesService] : [messagesService];
  const data = new DataStack(app, id('data'), {
    ...props,
    tables: tablesInUse(tables, [authService, messagesService], services),
  });
  const keys =
    identity === 'gatehouse'
      ? new KeysStack(app, id('keys'), {
          ...props,
          signers: [functionRoleName(stage, 'auth'), taskRoleName(stage, 'auth')],
        })
      : undefined;
  const exposed = new Map(
    services.map((service) => {
      const routes = routesOf(service.name, artifacts.manifest(service.name), service.anyToken);
      return [service.name, exposedRoutes(service, routes)] as const;
    }),
  );
  const cognito =
    identity === 'cognito'
      ? new CognitoStack(app, id('identity'), {
          ...props,
          key: data.key,
          scopes: [...new Set([...exposed.values()].flat().flatMap(({ scopes }) => scopes))].sort(),
        })
      : undefined;
  const waf = stage.waf && new WafStack(app, id('waf'), { ...props, limits: stage.waf });
  const observability = new ObservabilityStack(app, id('observability'), props);
  if (cognito) waf?.protect('UserPool', cognito.userPool.userPoolArn);
  observability.watchTables(data.tables);
  if (stage.pipeline) new PipelineStack(app, id('pipeline'), { ...props, ...stage.pipeline });

  const system: System = { app, id, props, stage, artifacts, data, keys, cognito, waf, observability, exposed };
  // An issuer has one address, so with both ways the authorization server is behind the load balancer alone.
  const issuer = compute === 'serverless' ? undefined : containers(system);
  if (compute !== 'containers') serverless(system, issuer);

  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new LeastPrivilege());
}
