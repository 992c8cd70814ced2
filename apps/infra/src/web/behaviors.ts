import { type ServiceCard } from '@gatehouse/service-card';
import { Duration } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Construct } from 'constructs';
import { pathsOf } from '../routes/exposure';

/** Where CloudFront reaches the services: a load balancer, or an API with what stands before its paths. */
export interface Door {
  readonly host: string;
  readonly path?: string;
}

/** A distribution takes 75. The page has three of them. */
const mostPaths = 72;

const compressed = { enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true };

/** How long files are kept, which their `Cache-Control` says. */
export function fileCache(scope: Construct): CachePolicy {
  return new CachePolicy(scope, 'FileCache', {
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(365),
    ...compressed,
  });
}

/**
 * An answer is kept only where it says so itself. CloudFront heeds no `Vary`, so whatever may change an answer or say who
 * asks is a part of the key: nobody gets what was answered to somebody else's token, cookie or page.
 */
function answerCache(scope: Construct): CachePolicy {
  return new CachePolicy(scope, 'AnswerCache', {
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(1),
    headerBehavior: CacheHeaderBehavior.allowList('Authorization', 'Origin'),
    cookieBehavior: CacheCookieBehavior.all(),
    queryStringBehavior: CacheQueryStringBehavior.all(),
    ...compressed,
  });
}

/** How requests for the services are passed on, by path. */
export function serviceBehaviors(
  scope: Construct,
  services: Iterable<ServiceCard>,
  { host, path }: Door,
  cloudFrontSecret: ISecret,
): Record<string, BehaviorOptions> {
  const behavior: BehaviorOptions = {
    origin: new HttpOrigin(host, {
      ...(path !== undefined && { originPath: path }),
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      // Also the time between two parts of an answer: the live stream sends something every 15 s.
      readTimeout: Duration.seconds(60),
      // Shorter than the load balancer's 60 s, so that no request goes into a connection that is closing.
      keepaliveTimeout: Duration.seconds(30),
      // Resolved by CloudFormation; the template holds a reference. It replaces what a caller sends by this name.
      customHeaders: { 'X-CloudFront-Secret': cloudFrontSecret.secretValue.unsafeUnwrap() },
    }),
    // Not redirected: a token that went over plain HTTP has to be noticed.
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: answerCache(scope),
    // With the host of its own, which API Gateway and the load balancer's certificate ask for.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    // CloudFront would make the entity tags of what it compresses weak, and a weak one fits no `If-Match` (RFC 9110 §13.1.1).
    compress: false,
  };
  const behaviors = Object.fromEntries([...services].flatMap(pathsOf).map((pattern) => [pattern, behavior]));
  if (Object.keys(behaviors).length > mostPaths) {
    throw new Error(`The services have more than ${mostPaths} paths, which is what a distribution takes.`);
  }
  return behaviors;
}
