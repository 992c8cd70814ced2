import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { HostName } from '../host-name';
import { type System } from '../system';
import { type Door, fileCache, serviceBehaviors } from './behaviors';
import { pageHeaders } from './headers';
import { hasPage } from './origins';

/** The statuses that CloudFront would keep for ten seconds, of most of them whatever `Cache-Control` says. */
const errors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** The page, in a stack that has the door to the services; undefined where the stage has no page. */
export function pageBefore(stack: Stack, system: System, door: Door): Page | undefined {
  return hasPage(system.stage) ? new Page(stack, 'Page', system, door) : undefined;
}

/**
 * A distribution with the page and, on the same origin, the services. It is in the stack of the API or load balancer behind
 * it: the services have to know its name, and it has to know the name of what is before them.
 */
export class Page extends Construct {
  readonly origin: string;
  readonly bucket: Bucket;
  readonly distribution: Distribution;

  constructor(scope: Stack, id: string, system: System, door: Door) {
    super(scope, id);
    const { stage, services, data, cognito, global } = system;
    const { domain, priceClass } = stage.web;
    const hostName = domain && new HostName(this, 'HostName', { ...domain, certificateArn: global.certificateArn });
    this.bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: stage.retainData,
      ...(stage.retainData && { lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }] }),
      removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(this.bucket, 'AwsSolutions-S1', 'Only the distribution reads it, which has an access log.');
    const headers = pageHeaders(this, cognito);
    const pagePath = new Function(this, 'PagePath', {
      functionName: `gatehouse-${stage.name}-page-path`,
      comment: 'Leads the paths of the page to index.html',
      code: FunctionCode.fromFile({ filePath: join(__dirname, 'page-path.js') }),
      runtime: FunctionRuntime.JS_2_0,
    });
    const files: BehaviorOptions = {
      origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: fileCache(this),
      responseHeadersPolicy: headers.page,
      compress: true,
    };
    const pages: BehaviorOptions = {
      ...files,
      functionAssociations: [{ function: pagePath, eventType: FunctionEventType.VIEWER_REQUEST }],
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `gatehouse ${stage.name}`,
      ...(hostName && { domainNames: [hostName.name], certificate: hostName.certificate }),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: `PriceClass_${priceClass}` as PriceClass,
      ...(global.webAclArn !== undefined && { webAclId: global.webAclArn }),
      defaultRootObject: 'index.html',
      defaultBehavior: pages,
      additionalBehaviors: {
        '/assets/*': files,
        '/silent': { ...pages, responseHeadersPolicy: headers.silent },
        ...serviceBehaviors(this, services.keys(), door, data.cloudFrontSecret),
      },
      // No page in the place of an answer: a service's 404 stays one.
      errorResponses: errors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    // With the right to list, what is missing is a 404 and not a 403. Nobody gets a list: its path is that of index.html.
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:ListBucket'],
        resources: [this.bucket.bucketArn],
        conditions: { StringEquals: { 'AWS:SourceArn': this.distribution.distributionArn } },
      }),
    );
    hostName?.pointAt(new CloudFrontTarget(this.distribution), { ipv6: true });
    this.origin = hostName?.origin ?? `https://${this.distribution.distributionDomainName}`;
    this.acknowledgeFindings(hostName !== undefined, global.webAclArn !== undefined);
  }

  private acknowledgeFindings(hasName: boolean, hasWebAcl: boolean): void {
    acknowledge(this.distribution, 'AwsSolutions-CFR1', 'It serves the world.');
    acknowledge(
      this.distribution,
      'AwsSolutions-CFR3',
      'Standard logging v2 leaves out queries, which may hold codes.',
    );
    if (!hasWebAcl) acknowledge(this.distribution, 'AwsSolutions-CFR2', 'The web ACL is the stage’s choice.');
    if (!hasName)
      acknowledge(this.distribution, 'AwsSolutions-CFR4', "CloudFront's own name has CloudFront's own policy.");
  }
}
