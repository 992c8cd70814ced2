import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type CfnFunction, type Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Environment, plainVariables, secretVariables } from '../services/environment';
import { type StageConfig } from '../stages/stage';
import { serviceLogGroup } from '../observability/log-group';

interface ServiceFunctionProps {
  readonly stage: StageConfig;
  readonly name: string;
  readonly code: Code;
  /** Default: `index.handler`. */
  readonly handler?: string;
  /** Default: 15 s. A request takes 3 s at most; a slower one is a cold start. */
  readonly timeout?: Duration;
  readonly environment: Environment;
  /** Encrypts the environment. */
  readonly key: IKey;
  readonly description: string;
}

/** The name of the role that a function runs as. */
export function functionRoleName(stage: StageConfig, name: string): string {
  return `gatehouse-${stage.name}-${name}-function`;
}

/** A function that may write its log, read its environment, and nothing else until something is allowed to it. */
export class ServiceFunction extends Construct {
  readonly function: Function;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { stage, name, code, handler = 'index.handler', environment, key, description } = props;
    const { timeout = Duration.seconds(15) } = props;
    const functionName = `gatehouse-${stage.name}-${name}`;
    this.logGroup = serviceLogGroup(this, stage, functionName);
    this.role = new Role(this, 'Role', {
      roleName: functionRoleName(stage, name),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    this.role.addToPolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }));
    this.function = new Function(this, 'Function', {
      functionName,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler,
      code,
      memorySize: stage.serverless.memoryMb,
      timeout,
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
      environment: {
        ...plainVariables(environment),
        // Resolved by CloudFormation when it makes the function; the template holds a reference.
        ...Object.fromEntries(
          Object.entries(secretVariables(environment)).map(([variable, secret]) => [
            variable,
            secret.secretValue.unsafeUnwrap(),
          ]),
        ),
      },
    });
    // Not the L2's `environmentEncryption`, which grants more on the key than reading asks for.
    (this.function.node.defaultChild as CfnFunction).kmsKeyArn = key.keyArn;
    this.function.node.addDependency(this.role);
  }
}
