import {
  type AlbOptions,
  type ApiGatewayOptions,
  createAlbVerifier,
  createApiGatewayReader,
  type Principal,
} from '@gatehouse/access-token';
import { type GuardedRequest, headersOf } from './guarded-request';

/** An Application Load Balancer that signs users in, by a cookie of its own: browsers send that for other sites too. */
export interface LoadBalancerFrontDoor {
  readonly alb: AlbOptions;
  /** Origins besides the service's own whose pages may send unsafe requests; `[]` for none. */
  readonly trustedOrigins: readonly string[];
}

/** An API Gateway whose authorizer put the caller into the event. The service must not be reachable past it. */
export interface ApiGatewayFrontDoor {
  readonly apiGateway: ApiGatewayOptions;
  /** The Lambda event that a request was made of; never anything that the caller wrote, such as a header. */
  readonly eventOf: (request: object) => unknown;
}

/** Who stands before the service and may say who the caller is, where a request holds no token itself. */
export type FrontDoor = LoadBalancerFrontDoor | ApiGatewayFrontDoor;

/** Reads what the front door says of the caller; throws an InvalidTokenError for what it cannot have said. */
export type FrontDoorReader = (request: GuardedRequest) => Promise<Principal | undefined>;

/** Makes the reader of the configured front door. */
export function frontDoorReader(options: FrontDoor): FrontDoorReader {
  if ('alb' in options) {
    const alb = createAlbVerifier(options.alb);
    return (request) => alb.verify(headersOf(request));
  }
  const read = createApiGatewayReader(options.apiGateway);
  return async (request) => read(options.eventOf(request));
}
