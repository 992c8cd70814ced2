import { costOf, type Price, prices } from './prices';

/** What a request is taken to be. Change them to what you measure. */
export const assumptions = {
  secondsInMonth: 730 * 3600,
  /** Of all requests: a page of the feed, one message, a post. */
  mix: { page: 0.7, one: 0.2, post: 0.1 },
  /** Request units of the mix; a service derives its own from its stores. */
  readUnits: { page: 16, one: 1 },
  writeUnits: { post: 2 },
  /** Access tokens for each request: one serves five minutes. */
  tokensPerRequest: 0.01,
  /** Two of them for the event of the audit trail and its index. */
  writeUnitsPerToken: 6,
  lambda: { gb: 1, seconds: 0.015 },
  /** What a task of 1 vCPU and 2 GB takes on at 60 % of its CPU; there are at least two. */
  task: { vcpu: 1, gb: 2, requestsPerSecond: 400, least: 2 },
  natGateways: 2,
  answerKb: 4,
  requestKb: 1,
  /** Loads of the page for each request to a service: one is followed by 50 requests. A browser keeps hashed files. */
  page: { loadsPerRequest: 0.02, documents: 2, assets: 8, kb: 160, firstVisits: 0.3, storedGb: 0.1 },
  logKb: 0.4,
  alarms: 20,
  /** For the load balancer's capacity units. */
  loadBalancer: { requestsPerConnection: 20, rules: 30 },
};

/** One line of an estimate. */
export interface CostLine {
  readonly what: string;
  /** How the number of units comes about. */
  readonly formula: string;
  readonly units: number;
  readonly price: Price;
  readonly usd: number;
}

export type Way = 'serverless, HTTP API' | 'serverless, REST API' | 'containers';

/** A month at a steady number of requests a second, with the page in front of the services or without it. */
export function estimate(way: Way, requestsPerSecond: number, { page = true } = {}): readonly CostLine[] {
  const a = assumptions;
  const requests = requestsPerSecond * a.secondsInMonth;
  const hours = a.secondsInMonth / 3600;
  const gigabytes = (requests * a.answerKb) / 1024 ** 2;
  const line = (what: string, formula: string, units: number, price: Price): CostLine => ({
    what,
    formula,
    units,
    price,
    usd: costOf(price, units),
  });
  const shared = [
    line(
      'DynamoDB reads',
      'requests × (page × 16 + one × 1)',
      requests * (a.mix.page * a.readUnits.page + a.mix.one * a.readUnits.one),
      prices.readUnit,
    ),
    line(
      'DynamoDB writes',
      'requests × (post × 2 + tokens × 6)',
      requests * (a.mix.post * a.writeUnits.post + a.tokensPerRequest * a.writeUnitsPerToken),
      prices.writeUnit,
    ),
    line('KMS signatures', 'requests × tokens', requests * a.tokensPerRequest, prices.kmsSign),
    line(
      'KMS keys',
      page ? 'data, signing, alarms, alarms of the page' : 'data, signing, alarms',
      page ? 4 : 3,
      prices.kmsKey,
    ),
    line('Logs', 'requests × 0.4 KB', (requests * a.logKb) / 1024 ** 2, prices.logs),
    line('Alarms', 'alarms', a.alarms, prices.alarm),
  ];
  const loads = requests * a.page.loadsPerRequest;
  const files = loads * (a.page.documents + a.page.firstVisits * a.page.assets);
  const pageGigabytes = (loads * a.page.firstVisits * a.page.kb) / 1024 ** 2;
  const delivery = page
    ? [
        line('CloudFront requests', 'requests + files of the page', requests + files, prices.cdnRequests),
        line(
          'CloudFront transfer',
          'requests × 4 KB + first visits × 160 KB',
          gigabytes + pageGigabytes,
          prices.cdnTransfer,
        ),
        line('CloudFront to the services', 'requests × 1 KB', (requests * a.requestKb) / 1024 ** 2, prices.cdnToOrigin),
        line('CloudFront function', 'loads', loads, prices.cdnFunction),
        // Documents are asked for each time; CloudFront keeps the rest.
        line('S3 requests', 'loads × 2 documents', loads * a.page.documents, prices.s3Get),
        line('S3 storage', '0.1 GB', a.page.storedGb, prices.s3Storage),
      ]
    : [line('Data transfer', 'requests × 4 KB', gigabytes, prices.transfer)];
  const firewall = [
    line('Web ACL', '1', 1, prices.webAcl),
    line('Web ACL requests', 'requests', requests, prices.wafRequests),
  ];
  if (way === 'containers') {
    const tasks = Math.max(a.task.least, Math.ceil(requestsPerSecond / a.task.requestsPerSecond));
    return [
      line('Fargate CPU', 'max(2, ⌈rps / 400⌉) × 1 vCPU × hours', tasks * a.task.vcpu * hours, prices.fargateVcpu),
      line('Fargate memory', 'tasks × 2 GB × hours', tasks * a.task.gb * hours, prices.fargateGb),
      line('Load balancer', 'hours', hours, prices.loadBalancer),
      line(
        'Load balancer capacity',
        'largest of its dimensions × hours',
        capacityUnits(requestsPerSecond) * hours,
        prices.lcu,
      ),
      line('NAT gateways', '2 × hours', a.natGateways * hours, prices.natGateway),
      ...firewall,
      ...shared,
      ...delivery,
    ];
  }
  return [
    line('Lambda requests', 'requests', requests, prices.lambdaRequests),
    line('Lambda compute', 'requests × 1 GB × 15 ms', requests * a.lambda.gb * a.lambda.seconds, prices.lambdaArm),
    ...(way === 'serverless, REST API'
      ? [line('REST API', 'requests', requests, prices.restApi), ...firewall]
      : [line('HTTP API', 'requests', requests, prices.httpApi)]),
    ...shared,
    ...delivery,
  ];
}

/** An LCU is 25 new connections a second, 3,000 active ones, 1 GB an hour or 1,000 rule evaluations a second, ten rules free. */
function capacityUnits(requestsPerSecond: number): number {
  const { requestsPerConnection, rules } = assumptions.loadBalancer;
  const connections = requestsPerSecond / requestsPerConnection;
  return Math.max(
    connections / 25,
    (connections * 60) / 3000,
    (requestsPerSecond * assumptions.answerKb * 3600) / 1024 ** 2,
    (requestsPerSecond * Math.max(0, rules - 10)) / 1000,
  );
}

export function total(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}
