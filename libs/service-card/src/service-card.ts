import type { TableDefinition } from '@gatehouse/dynamodb';

/** What a service is: `apps/<name>/service.json`. Everything that has to know a service reads its card. */
export interface ServiceCard {
  /** Path of the JSON schema, for editors. */
  readonly $schema?: string | undefined;
  /** The name of its folder in `apps`, of its function, container, image and log. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The path under which all its routes lie, such as `/messages`. */
  readonly basePath: string;
  /** The port for local work, and of its container in compose.yaml. */
  readonly port: number;
  /** Bytes of the largest file of its bundle: what a function loads before its first answer grows with it. */
  readonly bundleBudget: number;
  /** True for the one service that issues the tokens of all others. */
  readonly authorizationServer?: boolean | undefined;
  /** Exact paths outside the base path (RFC 8414, RFC 9728) that a front door has to pass on. */
  readonly wellKnown: readonly string[];
  /** Routes that demand a valid token and nothing else, such as `POST /auth/logout`. Any other declares something. */
  readonly anyToken: readonly string[];
  readonly tables: readonly TableCard[];
  readonly scopes: readonly ScopeCard[];
  /** Environment variables whose values are random secrets, made once for each stage. */
  readonly secrets: readonly SecretCard[];
  /** A body that a POST to the base path takes: `npm start` shows how to send it. */
  readonly example?: Readonly<Record<string, unknown>> | undefined;
  /** Further environment variables, where the place that a service runs in decides about them. */
  readonly environment?: Partial<Readonly<Record<Place, Readonly<Record<string, string>>>>> | undefined;
}

/** Where a service runs. */
export type Place = 'function' | 'container';

/** A table of the service, and the only actions that it may do on it. */
export interface TableCard extends TableDefinition {
  readonly actions: readonly TableAction[];
}

/** DynamoDB's actions on items. `DescribeTable` comes with every table: readiness asks for it. */
export const tableActions = [
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
] as const;
export type TableAction = (typeof tableActions)[number];

/** A scope of the service's API. */
export interface ScopeCard {
  /** A scope-token of RFC 6749 §3.3, such as `things:write`. */
  readonly name: string;
  /** What the consent page says that a client may do. */
  readonly title: string;
  /** What the consent page adds in small print. */
  readonly detail: string;
  /** Who may have it: a person with one of these roles. Never empty. */
  readonly roles: readonly string[];
  /** Whether a client may have it for itself, by the grant `client_credentials`. */
  readonly clients: boolean;
}

/** A secret of the service. */
export interface SecretCard {
  /** The environment variable that holds it. */
  readonly variable: string;
  readonly description: string;
}

/** The scopes of OpenID Connect Core §5.4 and §11 are about the user, and belong to no API; the last one is Cognito's. */
export const scopesOfNoApi: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
  'aws.cognito.signin.user.admin',
]);
