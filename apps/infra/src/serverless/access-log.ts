import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/** What an access log says of a request: nothing that could be a token. `route` is the variable that names the route. */
export function accessLogFormat(route: '$context.routeKey' | '$context.resourcePath'): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: '$context.requestId',
      time: '$context.requestTimeEpoch',
      address: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      route,
      path: '$context.path',
      status: '$context.status',
      latency: '$context.responseLatency',
      refusal: '$context.authorizer.error',
    }),
  );
}
