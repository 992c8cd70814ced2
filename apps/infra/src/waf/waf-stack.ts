import { CrossStackReferences, Fn, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, ResourcePolicy, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { type Construct } from 'constructs';
import { type StageConfig } from '../stages/stage';

interface WafStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly limits: NonNullable<StageConfig['waf']>;
  /** In front of a distribution, in us-east-1, instead of what is in the stage's region. */
  readonly isGlobal?: boolean;
}

/** Where passwords are guessed, at our own server or Cognito's. Not the token endpoint: an office behind one address renews there. */
const signInPaths = ['/login', '/signup'];

/** Seconds over which a web ACL counts. */
const window = 300;

/** A web ACL that limits each address. What it refuses is told as the services tell it: 429 with `Retry-After`. */
export class WafStack extends Stack {
  private readonly acl: CfnWebACL;

  constructor(scope: Construct, id: string, { stage, limits, isGlobal = false, ...props }: WafStackProps) {
    super(scope, id, props);
    const name = isGlobal ? `gatehouse-${stage.name}-web` : `gatehouse-${stage.name}`;
    this.acl = new CfnWebACL(this, 'WebAcl', {
      name,
      scope: isGlobal ? 'CLOUDFRONT' : 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(name),
      customResponseBodies: {
        tooMany: {
          contentType: 'APPLICATION_JSON',
          content: JSON.stringify({ type: 'about:blank', title: 'Too Many Requests', status: 429 }),
        },
      },
      rules: [
        limit('sign-ins', 0, limits.signIns, {
          // Behind a REST API the path begins with its stage.
          orStatement: { statements: signInPaths.map((path) => pathContains(path)) },
        }),
        limit('requests', 1, limits.requests),
      ],
    });
    // WAF takes only log groups of this prefix.
    const log = new LogGroup(this, 'Log', {
      logGroupName: `aws-waf-logs-${name}`,
      retention: stage.logs.retentionDays as RetentionDays,
    });
    const delivery = new ResourcePolicy(this, 'LogDelivery', {
      policyStatements: [
        new PolicyStatement({
          principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [log.logGroupArn],
          conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
        }),
      ],
    });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.acl.attrArn,
      // WAF wants the ARN without the stream's wildcard.
      logDestinationConfigs: [Fn.select(0, Fn.split(':*', log.logGroupArn))],
      // A query may hold a code, and a referrer a query.
      redactedFields: [
        { queryString: {} },
        ...['authorization', 'cookie', 'referer'].map((Name) => ({ singleHeader: { Name } })),
      ],
    });
    logging.node.addDependency(delivery);
    // A strong reference into another region takes functions that write and read parameters.
    if (isGlobal) CrossStackReferences.of(this.acl).produce(ReferenceStrength.WEAK);
  }

  get aclArn(): string {
    return this.acl.attrArn;
  }

  /** Puts the ACL in front of a load balancer, a stage of a REST API or a user pool. */
  protect(id: string, resourceArn: string): void {
    new CfnWebACLAssociation(this, id, { resourceArn, webAclArn: this.acl.attrArn });
  }
}

function limit(name: string, priority: number, most: number, scopeDownStatement?: CfnWebACL.StatementProperty) {
  return {
    name,
    priority,
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        evaluationWindowSec: window,
        limit: most,
        ...(scopeDownStatement && { scopeDownStatement }),
      },
    },
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          customResponseBodyKey: 'tooMany',
          responseHeaders: [{ name: 'Retry-After', value: String(window) }],
        },
      },
    },
    visibilityConfig: visible(name),
  };
}

function pathContains(path: string): CfnWebACL.StatementProperty {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'CONTAINS',
      searchString: path,
      textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
    },
  };
}

function visible(metricName: string) {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
