import { type StageConfig } from '../stage';

/** What people rely on: data that outlives mistakes, two of everything, a web ACL. */
export const prod: StageConfig = {
  name: 'prod',
  region: 'eu-west-1',
  compute: 'containers',
  identity: 'gatehouse',
  audience: 'urn:gatehouse:api',
  web: {
    session: 'tokens',
    domain: {
      name: 'app.example.com',
      hostedZone: { id: 'Z0123456789PROD', name: 'example.com' },
    },
    priceClass: '100',
    origins: [],
  },
  retainData: true,
  signingKeys: ['first'],
  logs: { level: 'info', retentionDays: 90 },
  alarms: { email: 'on-call@example.com', latencyMs: 500, refusedTokens: 2000 },
  serverless: {
    api: 'rest',
    authorizer: 'lambda',
    memoryMb: 1792,
    throttle: { rate: 5000, burst: 5000 },
    domain: {
      name: 'api.example.com',
      hostedZone: { id: 'Z0123456789PROD', name: 'example.com' },
    },
  },
  containers: {
    domain: {
      name: 'gatehouse.example.com',
      hostedZone: { id: 'Z0123456789PROD', name: 'example.com' },
    },
    targets: 'fargate',
    cpu: 1024,
    memoryMb: 2048,
    tasks: { least: 2, most: 20 },
    natGateways: 2,
    jwtValidation: true,
  },
  cognito: { domainPrefix: 'gatehouse-prod', plan: 'plus' },
  waf: { requests: 10_000, signIns: 300 },
  pipeline: { repository: 'example/gatehouse' },
};
