import { functionUrl, httpApi, loadBalancer, restApi } from '@gatehouse/service/testing';

/** Every form of event that reaches a function. */
export const forms = {
  'a REST API (1.0)': restApi(),
  'a REST API with a mapped base path': restApi({ mapping: '/v1' }),
  'an HTTP API (2.0)': httpApi(),
  'an HTTP API with a named stage': httpApi({ stage: 'prod' }),
  'a function URL': functionUrl(),
  'a load balancer': loadBalancer(),
  'a load balancer without multi-value headers': loadBalancer({ multiValue: false }),
};
