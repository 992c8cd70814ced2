import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  type IAuthorizer,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  RequestAuthorizer,
  ResponseType,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { type IUserPool } from 'aws-cdk-lib/aws-cognito';
import { type LogGroup } from 'aws-cdk-lib/aws-logs';
import { ApiGateway } from 'aws-cdk-lib/aws-route53-targets';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { HostName } from '../host-name';
import { serviceLogGroup } from '../observability/log-group';
import { type ExposedRoute } from '../routes/exposure';
import { type StageConfig } from '../stages/stage';
import { type Door } from '../web/behaviors';
import { accessLogFormat } from './access-log';
import { corsHeaders } from './cors';
import { type ServiceFunction } from './service-function';

interface RestApiStackProps extends StackProps {
  readonly stage: StageConfig;
}

const stageName = 'v1';

/** A REST API: every route by name, guarded by the Lambda authorizer or by Cognito's. */
export class RestApiStack extends Stack {
  readonly api: RestApi;
  readonly accessLog: LogGroup;
  /** Scheme, host and stage under which everything is served. */
  readonly origin: string;
  readonly door: Door;

  constructor(scope: Construct, id: string, { stage, ...props }: RestApiStackProps) {
    super(scope, id, props);
    const { domain, throttle } = stage.serverless;
    const hostName = domain && new HostName(this, 'HostName', domain);
    this.accessLog = serviceLogGroup(this, stage, 'rest-api-access');
    this.api = new RestApi(this, 'Api', {
      restApiName: `gatehouse-${stage.name}`,
      endpointTypes: [EndpointType.REGIONAL],
      // Else what is not text reaches the caller as base64.
      binaryMediaTypes: ['*/*'],
      // API Gateway writes REST logs by a role of the account.
      cloudWatchRole: true,
      disableExecuteApiEndpoint: hostName !== undefined,
      deployOptions: {
        stageName,
        throttlingRateLimit: throttle.rate,
        throttlingBurstLimit: throttle.burst,
        metricsEnabled: true,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: accessLogFormat('$context.resourcePath'),
      },
      // The page is on the same origin.
      ...(stage.web.origins.length > 0 && {
        defaultCorsPreflightOptions: {
          allowOrigins: stage.web.origins,
          allowHeaders: [...corsHeaders.allowed],
          exposeHeaders: [...corsHeaders.exposed],
          maxAge: Duration.hours(1),
        },
      }),
      ...(hostName && {
        domainName: {
          domainName: hostName.name,
          certificate: hostName.certificate,
          endpointType: EndpointType.REGIONAL,
          securityPolicy: SecurityPolicy.TLS_1_2,
        },
      }),
    });
    hostName?.pointAt(new ApiGateway(this.api));
    this.door = hostName
      ? { host: hostName.name }
      : { host: `${this.api.restApiId}.execute-api.${this.region}.${this.urlSuffix}`, path: `/${stageName}` };
    this.origin = `https://${this.door.host}${this.door.path ?? ''}`;
    this.sayWhy();
    this.acknowledgeFindings();
  }

  /** What a web ACL protects. */
  get stageArn(): string {
    return this.api.deploymentStage.stageArn;
  }

  /** Verifies by our own code, which also writes a policy for all routes that the principal may call. */
  lambdaAuthorizer(authorizer: ServiceFunction): IAuthorizer {
    return new RequestAuthorizer(this, 'LambdaAuthorizer', {
      handler: authorizer.function,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.minutes(5),
    });
  }

  cognitoAuthorizer(userPool: IUserPool): IAuthorizer {
    return new CognitoUserPoolsAuthorizer(this, 'CognitoAuthorizer', { cognitoUserPools: [userPool] });
  }

  /** Shows the routes of a service. Cognito's authorizer asks for the scopes itself, the Lambda one in its policy. */
  add(target: ServiceFunction, routes: readonly ExposedRoute[], authorizer: IAuthorizer | undefined): void {
    const integration = new LambdaIntegration(target.function, { scopePermissionToMethod: false });
    const scoped = authorizer instanceof CognitoUserPoolsAuthorizer;
    for (const { method, path, guarded, scopes } of routes) {
      if (guarded && !authorizer) throw new Error(`${method} ${path} needs an authorizer.`);
      const added = this.api.root
        .resourceForPath(path)
        .addMethod(
          method,
          integration,
          guarded && authorizer
            ? { authorizer, ...(scoped && { authorizationScopes: [...scopes] }) }
            : { authorizationType: AuthorizationType.NONE },
        );
      if (!guarded)
        acknowledge(
          added,
          'AwsSolutions-APIG4',
          'The manifest declares it public, or its token is in a cookie, which the service reads.',
        );
      if (!scoped || !guarded) acknowledge(added, 'AwsSolutions-COG4', 'Tokens are verified by our own authorizer.');
    }
  }

  /** Refusals by the gateway look like those of the services. An authorizer that fails has no keys: 503, never 401. */
  private sayWhy(): void {
    const problem = (type: ResponseType, name: string, status: string, title: string, challenge?: string) =>
      this.api.addGatewayResponse(name, {
        type,
        statusCode: status,
        responseHeaders: {
          'Content-Type': "'application/problem+json'",
          'Cache-Control': "'no-store'",
          ...(challenge !== undefined && { 'WWW-Authenticate': `'${challenge}'` }),
          ...((status === '429' || status === '503') && { 'Retry-After': "'1'" }),
        },
        templates: {
          'application/json': JSON.stringify({ type: 'about:blank', title, status: Number(status) }),
        },
      });
    problem(ResponseType.UNAUTHORIZED, 'Unauthorized', '401', 'Unauthorized', 'Bearer realm="api"');
    problem(
      ResponseType.ACCESS_DENIED,
      'AccessDenied',
      '403',
      'Forbidden',
      'Bearer realm="api", error="insufficient_scope"',
    );
    problem(ResponseType.AUTHORIZER_FAILURE, 'AuthorizerFailure', '503', 'Service Unavailable');
    problem(ResponseType.THROTTLED, 'Throttled', '429', 'Too Many Requests');
    problem(ResponseType.MISSING_AUTHENTICATION_TOKEN, 'NoSuchRoute', '404', 'Not Found');
  }

  private acknowledgeFindings(): void {
    acknowledge(
      this.api,
      'AwsSolutions-APIG2',
      'The services parse every request themselves and name each field at fault.',
    );
    acknowledge(this.api, 'AwsSolutions-APIG6', 'The access log tells each request; execution logs could hold bodies.');
    acknowledge(
      this.api,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      "API Gateway's own policy, for the role by which it writes logs.",
    );
    acknowledge(this.api, 'AwsSolutions-APIG3', 'The web ACL is in a stack of its own, for stages that have one.');
  }
}
