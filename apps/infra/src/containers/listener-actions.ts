import {
  type ApplicationListener,
  ApplicationListenerRule,
  type ApplicationTargetGroup,
  type CfnListenerRule,
  ListenerAction,
  ListenerCondition,
  UnauthenticatedAction,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AuthenticateCognitoAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2-actions';
import { Duration, SecretValue } from 'aws-cdk-lib';
import { type Construct } from 'constructs';
import { type CognitoStack } from '../identity/cognito-stack';
import { type Trust } from '../services/trust';
import { type StageConfig } from '../stages/stage';
import { type ListenerRule } from './listener-rules';

type SignIn = NonNullable<StageConfig['containers']['signIn']>;

/** Rules of one listener, in the order in which they are asked. */
export class ListenerRules {
  private priority = 1;

  constructor(
    private readonly scope: Construct,
    private readonly listener: ApplicationListener,
  ) {}

  /** Forwards the requests of a rule; where it asks for a token, only those whose token the load balancer has verified. */
  forward(
    { paths, methods, token }: ListenerRule,
    group: ApplicationTargetGroup,
    trust: Trust,
    audiences: readonly string[],
  ): void {
    const forward = ListenerAction.forward([group]);
    const rule = this.add(
      paths,
      methods,
      token
        ? ListenerAction.authenticateJwt({ issuer: trust.issuer, jwksEndpoint: trust.jwksUri ?? '', next: forward })
        : forward,
    );
    if (!token) return;
    const claims = [...audienceClaim(trust, audiences), ...scopeClaim(token.scope)];
    // The L2 does not know additional claims yet.
    (rule.node.defaultChild as CfnListenerRule).addPropertyOverride(
      'Actions.0.JwtValidationConfig.AdditionalClaims',
      claims.map(({ name, format, values }) => ({ Name: name, Format: format, Values: values })),
    );
  }

  /** Signs people in before they see certain pages. */
  signIn({ paths, client }: SignIn, group: ApplicationTargetGroup, trust: Trust, cognito?: CognitoSignIn): void {
    const next = ListenerAction.forward([group]);
    this.add(paths, ['GET'], cognito ? signInWithCognito(cognito, next) : signInWithOidc(trust, client, next));
  }

  private add(paths: readonly string[], methods: readonly string[], action: ListenerAction): ApplicationListenerRule {
    const priority = this.priority++;
    return new ApplicationListenerRule(this.scope, `Rule${priority}`, {
      listener: this.listener,
      priority,
      conditions: [
        ListenerCondition.pathPatterns([...paths]),
        ...(methods.length > 0 ? [ListenerCondition.httpRequestMethods([...methods])] : []),
      ],
      action,
    });
  }
}

interface CognitoSignIn {
  readonly stack: CognitoStack;
  readonly origin: string;
}

function signInWithCognito({ stack, origin }: CognitoSignIn, next: ListenerAction): ListenerAction {
  return new AuthenticateCognitoAction({
    userPool: stack.userPool,
    userPoolClient: stack.loadBalancerClient(origin),
    userPoolDomain: stack.domain,
    scope: 'openid',
    sessionTimeout: Duration.hours(8),
    next,
  });
}

function signInWithOidc(trust: Trust, client: SignIn['client'], next: ListenerAction): ListenerAction {
  if (!trust.endpoints || !client) throw new Error('Sign-in by the load balancer needs endpoints and a client.');
  return ListenerAction.authenticateOidc({
    issuer: trust.issuer,
    authorizationEndpoint: trust.endpoints.authorization,
    tokenEndpoint: trust.endpoints.token,
    userInfoEndpoint: trust.endpoints.userInfo,
    clientId: client.id,
    clientSecret: SecretValue.secretsManager(client.secretName),
    scope: 'openid',
    sessionTimeout: Duration.hours(8),
    onUnauthenticatedRequest: UnauthenticatedAction.AUTHENTICATE,
    next,
  });
}

type Claim = CfnListenerRule.JwtValidationActionAdditionalClaimProperty;

/** Another issuer's `aud` may be a string or an array, which are different formats here: the service checks it. */
function audienceClaim({ issuedBy }: Trust, audiences: readonly string[]): Claim[] {
  if (issuedBy === 'elsewhere') return [];
  return [{ name: issuedBy === 'cognito' ? 'client_id' : 'aud', format: 'single-string', values: [...audiences] }];
}

function scopeClaim(scope: string | undefined): Claim[] {
  return scope === undefined ? [] : [{ name: 'scope', format: 'space-separated-values', values: [scope] }];
}
