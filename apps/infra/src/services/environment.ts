import { type ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** A value that is never written into a template: it is taken from Secrets Manager when the function or task is made. */
export interface SecretValue {
  readonly secret: ISecret;
}

/** The environment of any service. */
export type Environment = Readonly<Record<string, string | SecretValue>>;

/** Its variables that are no secrets. */
export function plainVariables(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Its variables that are. */
export function secretVariables(environment: Environment): Record<string, ISecret> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (typeof value === 'string' ? [] : [[name, value.secret]])),
  );
}
