import { httpApi } from '@gatehouse/service/testing';

const api = httpApi();

/** A request through an HTTP API, without a token. */
export function requestTo(target: string): object {
  const headers = [
    ['Host', 'api.example.com'],
    ['Accept', '*/*'],
  ] as const;
  return api.eventOf({ method: 'GET', target, headers, body: Buffer.alloc(0), address: '192.0.2.1' });
}

const path = '/messages/mine';

/** What an HTTP API asks its authorizer. */
export function simpleQuestion(token: string): object {
  return {
    ...requestTo(path),
    type: 'REQUEST',
    routeKey: `GET ${path}`,
    identitySource: [`Bearer ${token}`, `GET ${path}`],
    headers: { authorization: `Bearer ${token}` },
  };
}

/** What a REST API asks its authorizer. */
export function policyQuestion(token: string): object {
  return {
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET${path}`,
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
  };
}
