import { httpApi } from '@gatehouse/service/testing';

const api = httpApi();
const mine = '/messages/mine';

/** A request through an HTTP API. */
export function requestTo(target: string, token?: string): object {
  const headers: [string, string][] = [
    ['Host', 'api.example.com'],
    ['Accept', '*/*'],
  ];
  if (token !== undefined) headers.push(['Authorization', `Bearer ${token}`]);
  return api.eventOf({ method: 'GET', target, headers, body: Buffer.alloc(0), address: '192.0.2.1' });
}

/** What an HTTP API asks its authorizer. */
export function simpleQuestion(token: string): object {
  return {
    ...requestTo(mine, token),
    type: 'REQUEST',
    routeKey: `GET ${mine}`,
    identitySource: [`Bearer ${token}`, `GET ${mine}`],
  };
}

/** What a REST API asks its authorizer. */
export function policyQuestion(token: string): object {
  return {
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET${mine}`,
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
  };
}

/** What each function is likely to be asked first. */
export const firstEvents: Readonly<Record<string, (token: string) => readonly object[]>> = {
  auth: () => [requestTo('/auth/.well-known/openid-configuration'), requestTo('/auth/.well-known/jwks.json')],
  authorizer: (token) => [simpleQuestion(token), policyQuestion(token)],
  messages: (token) => [requestTo('/messages'), requestTo(mine), requestTo(mine, token)],
};
