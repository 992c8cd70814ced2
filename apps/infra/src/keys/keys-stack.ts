import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { type Construct } from 'constructs';
import { type StageConfig } from '../stages/stage';

interface KeysStackProps extends StackProps {
  readonly stage: StageConfig;
  /** Names of the roles that may sign: those of the authorization server. */
  readonly signers: readonly string[];
}

/** The keys that sign access tokens. The private halves never leave KMS. */
export class KeysStack extends Stack {
  readonly keys: readonly Key[];

  constructor(scope: Construct, id: string, { stage, signers, ...props }: KeysStackProps) {
    super(scope, id, props);
    const signerArns = signers.map((name) =>
      this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name }),
    );
    this.keys = stage.signingKeys.map((name) => {
      const key = new Key(this, `Signing-${name}`, {
        alias: `gatehouse/${stage.name}/signing/${name}`,
        description: `Signs gatehouse's access tokens (${stage.name}, ${name})`,
        keySpec: KeySpec.RSA_2048,
        keyUsage: KeyUsage.SIGN_VERIFY,
        removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      });
      // Not even an administrator of the account makes tokens. By name, since the roles come to be after the keys.
      key.addToResourcePolicy(
        new PolicyStatement({
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['kms:Sign'],
          resources: ['*'],
          conditions: { ArnNotEquals: { 'aws:PrincipalArn': signerArns } },
        }),
      );
      new CfnOutput(this, `SigningKey-${name}`, { value: key.keyArn });
      return key;
    });
  }

  /** As `SIGNING_KEYS` wants them. */
  get setting(): string {
    return `kms:${this.keys.map(({ keyArn }) => keyArn).join(',')}`;
  }

  allowSigning(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['kms:GetPublicKey', 'kms:Sign'],
        resources: this.keys.map(({ keyArn }) => keyArn),
      }),
    );
  }
}
