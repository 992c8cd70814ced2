import {
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  type IHttpApi,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type Construct } from 'constructs';
import { type ExposedRoute } from '../routes/exposure';
import { type ServiceFunction } from './service-function';

/** Adds routes of one service to an HTTP API; with an authorizer, every one of them demands its scopes. */
export function addHttpRoutes(
  scope: Construct,
  api: IHttpApi,
  service: string,
  target: ServiceFunction,
  routes: readonly ExposedRoute[],
  authorizer?: IHttpRouteAuthorizer,
): HttpRoute[] {
  // One permission for the API instead of one for each of its routes.
  const integration = new HttpLambdaIntegration(service, target.function, { scopePermissionToRoute: false });
  return routes.map(
    ({ method, path, scopes }) =>
      new HttpRoute(scope, `${method} ${path}`, {
        httpApi: api,
        routeKey: HttpRouteKey.with(path, HttpMethod[method as keyof typeof HttpMethod]),
        integration,
        ...(authorizer && { authorizer, authorizationScopes: [...scopes] }),
      }),
  );
}
