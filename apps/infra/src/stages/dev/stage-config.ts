import { type StageConfig } from '../stage';

/** For trying things out: cheap, and gone without a trace after `destroy`. */
export const dev: StageConfig = {
  name: 'dev',
  region: 'eu-west-1',
  compute: 'serverless',
  identity: 'gatehouse',
  audience: 'urn:gatehouse:api',
  web: {
    session: 'tokens',
    priceClass: '100',
    origins: ['http://localhost:3000'],
  },
  retainData: false,
  signingKeys: ['first'],
  logs: { level: 'info', retentionDays: 7 },
  alarms: { latencyMs: 1000, refusedTokens: 500 },
  serverless: {
    api: 'http',
    authorizer: 'lambda',
    memoryMb: 1024,
    throttle: { rate: 200, burst: 400 },
  },
  containers: {
    domain: {
      name: 'gatehouse-dev.example.com',
      hostedZone: { id: 'Z0123456789DEV', name: 'example.com' },
    },
    targets: 'fargate',
    cpu: 256,
    memoryMb: 512,
    tasks: { least: 1, most: 2 },
    natGateways: 1,
    jwtValidation: false,
  },
  cognito: { domainPrefix: 'gatehouse-dev', plan: 'essentials' },
};
