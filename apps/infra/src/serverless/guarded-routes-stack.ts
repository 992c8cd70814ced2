import { Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi, HttpAuthorizer, HttpAuthorizerType } from 'aws-cdk-lib/aws-apigatewayv2';
import { type Construct } from 'constructs';
import { acknowledge } from '../checks/acknowledge';
import { type ExposedRoute } from '../routes/exposure';
import { addHttpRoutes } from './http-routes';
import { type ServiceFunction } from './service-function';

interface GuardedRoutesStackProps extends StackProps {
  readonly apiId: string;
  readonly issuer: string;
  /** The audiences of all services; each service itself rejects tokens for the resource of another. */
  readonly audiences: readonly string[];
}

/** The JWT authorizer of an HTTP API, and the routes that it guards. The issuer has to answer before this is deployed. */
export class GuardedRoutesStack extends Stack {
  private readonly api;
  private readonly authorizer: () => HttpAuthorizer;

  constructor(scope: Construct, id: string, { apiId, issuer, audiences, ...props }: GuardedRoutesStackProps) {
    super(scope, id, props);
    // By its id, so that nothing of this stack becomes a part of the stack that has the API.
    this.api = HttpApi.fromHttpApiAttributes(this, 'Api', { httpApiId: apiId });
    let made: HttpAuthorizer | undefined;
    this.authorizer = () =>
      (made ??= new HttpAuthorizer(this, 'Authorizer', {
        authorizerName: 'access-token',
        httpApi: this.api,
        type: HttpAuthorizerType.JWT,
        identitySource: ['$request.header.Authorization'],
        jwtIssuer: issuer,
        jwtAudience: [...audiences],
      }));
  }

  /** Shows all routes of a service, or only those that are not open. */
  add(service: string, target: ServiceFunction, routes: readonly ExposedRoute[]): void {
    const guarded = routes.filter((route) => route.guarded);
    const open = routes.filter((route) => !route.guarded);
    if (guarded.length > 0) {
      const authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(this, `${service} authorizer`, {
        authorizerId: this.authorizer().authorizerId,
        authorizerType: 'JWT',
      });
      addHttpRoutes(this, this.api, service, target, guarded, authorizer);
    }
    for (const route of addHttpRoutes(this, this.api, `${service} open`, target, open)) {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'The manifest declares it public, or its token is in a cookie, which the service reads.',
      );
    }
  }
}
