import { type ServiceCard } from '@gatehouse/service-card';
import { type App, type Stack, type StackProps } from 'aws-cdk-lib';
import { type Artifacts } from './artifacts';
import { type DataStack } from './data/data-stack';
import { type CognitoStack } from './identity/cognito-stack';
import { type KeysStack } from './keys/keys-stack';
import { type ObservabilityStack } from './observability/observability-stack';
import { type ExposedRoute } from './routes/exposure';
import { type Trust } from './services/trust';
import { type StageConfig } from './stages/stage';
import { type WafStack } from './waf/waf-stack';
import { type Page } from './web/page';

/** The common parts of both ways to deploy. */
export interface System {
  readonly app: App;
  /** The id of a stack. */
  readonly id: (concern: string) => string;
  readonly props: StackProps & { readonly stage: StageConfig };
  readonly stage: StageConfig;
  readonly artifacts: Artifacts;
  /** The deployed services, and the routes that a front door shows of each. */
  readonly services: ReadonlyMap<ServiceCard, readonly ExposedRoute[]>;
  readonly data: DataStack;
  /** With our own authorization server. */
  readonly keys: KeysStack | undefined;
  readonly cognito: CognitoStack | undefined;
  readonly waf: WafStack | undefined;
  /** What the page's distribution takes from its region. */
  readonly global: { readonly certificateArn?: string; readonly webAclArn?: string };
  readonly observability: ObservabilityStack;
}

/** Where services are deployed, and the stack that has their origin. */
export interface Site {
  readonly trust: Trust;
  readonly stack: Stack;
  /** In front of the services. */
  readonly page: Page | undefined;
}
