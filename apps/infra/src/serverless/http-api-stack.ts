import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { type LogGroup } from 'aws-cdk-lib/aws-logs';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { HostName } from '../host-name';
import { serviceLogGroup } from '../observability/log-group';
import { type ExposedRoute } from '../routes/exposure';
import { type StageConfig } from '../stages/stage';
import { type Door } from '../web/behaviors';
import { accessLogFormat } from './access-log';
import { corsHeaders } from './cors';
import { addHttpRoutes } from './http-routes';
import { type ServiceFunction } from './service-function';

interface HttpApiStackProps extends StackProps {
  readonly stage: StageConfig;
}

/**
 * An HTTP API and the routes that need no authorizer. Those that do come in a stack of their own: API Gateway asks an
 * issuer for its discovery document when the authorizer is made, and ours is served by this one.
 */
export class HttpApiStack extends Stack {
  readonly api: HttpApi;
  readonly accessLog: LogGroup;
  /** Scheme and host under which everything is served. */
  readonly origin: string;
  readonly door: Door;

  constructor(scope: Construct, id: string, { stage, ...props }: HttpApiStackProps) {
    super(scope, id, props);
    const { domain, throttle } = stage.serverless;
    const hostName = domain && new HostName(this, 'HostName', domain);
    this.api = new HttpApi(this, 'Api', {
      apiName: `gatehouse-${stage.name}`,
      createDefaultStage: false,
      disableExecuteApiEndpoint: hostName !== undefined,
      // The page is on the same origin.
      ...(stage.web.origins.length > 0 && {
        corsPreflight: {
          allowOrigins: stage.web.origins,
          allowMethods: [CorsHttpMethod.ANY],
          allowHeaders: [...corsHeaders.allowed],
          exposeHeaders: [...corsHeaders.exposed],
          maxAge: Duration.hours(1),
        },
      }),
    });
    this.accessLog = serviceLogGroup(this, stage, 'http-api-access');
    const domainName =
      hostName &&
      new DomainName(this, 'DomainName', {
        domainName: hostName.name,
        certificate: hostName.certificate,
        securityPolicy: SecurityPolicy.TLS_1_2,
      });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: accessLogFormat('$context.routeKey'),
      },
      ...(domainName && { domainMapping: { domainName } }),
    });
    if (hostName && domainName) {
      hostName.pointAt(
        new ApiGatewayv2DomainProperties(domainName.regionalDomainName, domainName.regionalHostedZoneId),
      );
    }
    this.origin = hostName ? hostName.origin : this.api.apiEndpoint;
    this.door = { host: hostName?.name ?? `${this.api.apiId}.execute-api.${this.region}.${this.urlSuffix}` };
  }

  /** Shows those routes of a service that anyone may call, or that it guards itself. */
  open(service: string, target: ServiceFunction, routes: readonly ExposedRoute[]): void {
    const open = routes.filter(({ guarded }) => !guarded);
    for (const route of addHttpRoutes(this, this.api, service, target, open)) {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'The manifest declares it public, or its token is in a cookie, which the service reads.',
      );
    }
  }
}
