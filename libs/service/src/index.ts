import './runtime';

export { BackgroundWork } from './background-work';
export { dynamoDbEnvironment, serviceEnvironment, webOriginList } from './config/environment';
export { parseEnvironment } from './config/parse-environment';
export { ConfigurationError } from '@gatehouse/access-token';
export { accessTokenCookie, cookieOptions, cookieVariables } from './config/cookies';
export { dpopOptions, dpopVariables } from './config/dpop';
export { guardOptions, issuersOf, issuerVariables, resourceServerEnvironment } from './config/resource-server';
export { allowWebOrigins } from './cors';
export { httpUrl, isLoopback } from './config/url';
export { DynamoDbModule, TABLE_NAME, type TableName } from './dynamodb.module';
export { drain } from './http-server';
export { Readiness, type ReadinessCheck } from './health/readiness';
export { requestId } from './logging';
export { createLambdaHandler, type LambdaHandler, type LambdaService } from './lambda/lambda-handler';
export {
  DomainError,
  type DomainErrorDetails,
  type Problem,
  type ProblemMap,
  problemTypePrefix,
} from './problem-details/problem';
export { isOverload, OverloadLog } from './problem-details/overload-log';
export { pageLimit, wholeNumber } from './input/whole-number';
export { networkOf } from './network';
export { routeManifest } from './routes/route-manifest';
export { createService, type ServiceDefinition } from './service';
export { startService } from './start';
