import { type App, type StackProps } from 'aws-cdk-lib';
import { type Artifacts } from './artifacts';
import { type DataStack } from './data/data-stack';
import { type CognitoStack } from './identity/cognito-stack';
import { type KeysStack } from './keys/keys-stack';
import { type ObservabilityStack } from './observability/observability-stack';
import { type ExposedRoute } from './routes/exposure';
import { type Service } from './services/service';
import { type StageConfig } from './stages/stage';
import { type WafStack } from './waf/waf-stack';

/** What both ways to deploy stand on. */
export interface System {
  readonly app: App;
  /** The id of a stack. */
  readonly id: (concern: string) => string;
  readonly props: StackProps & { readonly stage: StageConfig };
  readonly stage: StageConfig;
  readonly artifacts: Artifacts;
  readonly data: DataStack;
  /** With our own authorization server. */
  readonly keys: KeysStack | undefined;
  readonly cognito: CognitoStack | undefined;
  readonly waf: WafStack | undefined;
  readonly observability: ObservabilityStack;
  readonly exposed: ReadonlyMap<Service['name'], readonly ExposedRoute[]>;
}
