export {
  type EventMaker,
  functionUrl,
  httpApi,
  loadBalancer,
  type ReceivedRequest,
  restApi,
  type SentResponse,
} from './events';
export { type LocalGateway, startGateway } from './gateway';
export { type ServiceUnderTest, startUnderTest } from './service-under-test';
