import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { administratorRole, userRole } from '@gatehouse/authorization';
import { type ScopeCard, type ServiceCard } from '@gatehouse/service-card';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Token } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolClient,
  type UserPoolDomain,
  UserPoolOperation,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { type IKey } from 'aws-cdk-lib/aws-kms';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { ServiceFunction } from '../serverless/service-function';
import { type Issuer } from '../services/trust';
import { type StageConfig } from '../stages/stage';

interface CognitoStackProps extends StackProps {
  readonly stage: StageConfig;
  /** The services whose scopes the pool grants, to the groups of their roles. */
  readonly cards: readonly ServiceCard[];
  readonly key: IKey;
}

/** The characters that Cognito allows in the description of a scope. */
const longestDescription = 256;

/** A user pool in place of our own authorization server. */
export class CognitoStack extends Stack {
  readonly userPool: UserPool;
  readonly domain: UserPoolDomain;
  readonly tokenScopes: ServiceFunction;
  /** Where the pool answers apart from its pages for people: discovery, keys. */
  readonly keysOrigin: string;
  private readonly resourceServer: UserPoolResourceServer;
  private readonly scopes: readonly ResourceServerScope[];

  constructor(scope: Construct, id: string, { stage, cards, key, ...props }: CognitoStackProps) {
    super(scope, id, props);
    const scopes = cards.flatMap((card) => card.scopes);
    const plus = stage.cognito.plan === 'plus';
    this.tokenScopes = new ServiceFunction(this, 'TokenScopes', {
      stage,
      name: 'token-scopes',
      description: 'Names and narrows the scopes of access tokens',
      code: Code.fromInline(readFileSync(join(__dirname, 'token-scopes.js'), 'utf8')),
      environment: {
        RESOURCE_SERVER: stage.audience,
        ROLES_FOR_SCOPE: JSON.stringify(Object.fromEntries(scopes.map(({ name, roles }) => [name, roles]))),
        SCOPES_FOR_CLIENTS: JSON.stringify(scopes.filter(({ clients }) => clients).map(({ name }) => name)),
      },
      key,
    });
    this.userPool = new UserPool(this, 'UserPool', {
      userPoolName: `gatehouse-${stage.name}`,
      selfSignUpEnabled: true,
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: plus ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
      ...(plus && { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION }),
      deletionProtection: stage.retainData,
      removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.userPool.addTrigger(
      UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      this.tokenScopes.function,
      LambdaVersion.V3_0,
    );
    this.domain = this.userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: stage.cognito.domainPrefix } });
    groupsOf(scopes).forEach((groupName, precedence) => {
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: this.userPool.userPoolId, groupName, precedence });
    });
    this.scopes = scopes.map(
      ({ name, title, detail }) =>
        new ResourceServerScope({
          scopeName: name,
          scopeDescription: `${title}: ${detail}`.slice(0, longestDescription),
        }),
    );
    this.resourceServer = this.userPool.addResourceServer('Api', {
      identifier: stage.audience,
      userPoolResourceServerName: 'gatehouse',
      scopes: [...this.scopes],
    });
    this.keysOrigin = `https://cognito-idp.${this.region}.${this.urlSuffix}`;
    if (!plus) {
      acknowledge(
        this.userPool,
        'AwsSolutions-COG3',
        'Threat protection is priced by the user: plan `plus` turns it on.',
      );
      acknowledge(this.userPool, 'AwsSolutions-COG8', 'The plan is the stage’s choice; `plus` is for production.');
    }
    acknowledge(this.userPool, 'AwsSolutions-COG2', 'A second factor is offered to everyone and forced on nobody.');
    new CfnOutput(this, 'Issuer', { value: this.url });
    new CfnOutput(this, 'SignIn', { value: this.domain.baseUrl() });
  }

  private get url(): string {
    return `${this.keysOrigin}/${this.userPool.userPoolId}`;
  }

  /** The pool as an issuer for the pages of these origins, by their app client. */
  issuerOf(stack: Stack, webOrigins: readonly string[]): Issuer {
    // CloudFront's own name is known in the stack that has the distribution, which needs this stack.
    const scope = Token.isUnresolved(webOrigins.join()) ? stack : this.userPool;
    const paths = (...names: string[]) => webOrigins.flatMap((origin) => names.map((name) => `${origin}/${name}`));
    const client = this.client(scope, 'Web', paths('callback', 'silent'), paths(''), false);
    new CfnOutput(Stack.of(client), 'ClientId', { value: client.userPoolClientId });
    const host = this.domain.baseUrl();
    return {
      issuer: this.url,
      audience: client.userPoolClientId,
      issuedBy: 'cognito',
      jwksUri: `${this.url}/.well-known/jwks.json`,
      endpoints: {
        authorization: `${host}/oauth2/authorize`,
        token: `${host}/oauth2/token`,
        userInfo: `${host}/oauth2/userInfo`,
      },
    };
  }

  /** The app client by which a load balancer signs people in. */
  loadBalancerClient(origin: string): UserPoolClient {
    return this.client(this.userPool, 'LoadBalancer', [`${origin}/oauth2/idpresponse`], [origin], true);
  }

  private client(
    scope: Construct,
    id: string,
    callbackUrls: string[],
    logoutUrls: string[],
    generateSecret: boolean,
  ): UserPoolClient {
    return new UserPoolClient(scope, id, {
      userPool: this.userPool,
      generateSecret,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [
          OAuthScope.OPENID,
          OAuthScope.PROFILE,
          OAuthScope.EMAIL,
          ...this.scopes.map((scope) => OAuthScope.resourceServer(this.resourceServer, scope)),
        ],
        callbackUrls,
        logoutUrls,
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(5),
      idTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.days(30),
    });
  }
}

/** The groups of people, which are their roles, the strongest first. */
function groupsOf(scopes: readonly ScopeCard[]): readonly string[] {
  const named = new Set(scopes.flatMap(({ roles }) => roles)).difference(new Set([administratorRole, userRole]));
  return [administratorRole, ...[...named].sort(), userRole];
}
