import { sessionKinds } from '@gatehouse/workspace';
import { z } from 'zod';

const hostName = z.string().regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/, {
  error: 'must be a host name in lower case, such as api.example.com',
});

const httpsUrl = z.string().refine(
  (value) => {
    const url = URL.parse(value);
    return url?.protocol === 'https:' && !url.username && !url.search && !url.hash && !value.endsWith('/');
  },
  { error: 'must be an https URL without credentials, query, fragment or slash at its end' },
);

const webOrigin = z.string().refine(
  (value) => {
    const url = URL.parse(value);
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
    return isSafe && url.origin === value;
  },
  { error: 'must be an origin such as https://app.example.com, or an http one on localhost' },
);

const whole = (least: number, most: number) => z.number().int({ error: 'must be a whole number' }).min(least).max(most);

/** A host name of the stage, in a hosted zone of the account. Without a certificate's ARN one is made and validated by DNS. */
const domain = z.strictObject({
  name: hostName,
  hostedZone: z.strictObject({ id: z.string().regex(/^Z[A-Z0-9]{5,32}$/), name: hostName }),
  certificateArn: z.string().startsWith('arn:aws:acm:').optional(),
});

/** An issuer that is not deployed here; its access tokens follow RFC 9068. */
const externalIdentity = z.strictObject({
  issuer: httpsUrl,
  audience: z.string().min(1),
  /** Needed by the load balancer's `jwtValidation`; the services find it by discovery. */
  jwksUri: httpsUrl.optional(),
});

/** Sign-in by the load balancer in front of pages for people, such as a service's documentation. */
const signIn = z.strictObject({
  paths: z.array(z.string().startsWith('/')).min(1).max(3),
  /** With Cognito the app client is made here; for any other issuer it is registered there, its secret in Secrets Manager. */
  client: z.strictObject({ id: z.string().min(1), secretName: z.string().min(1) }).optional(),
  /** Where an external issuer has its endpoints. */
  endpoints: z.strictObject({ authorization: httpsUrl, token: httpsUrl, userInfo: httpsUrl }).optional(),
});

const stage = z.strictObject({
  /** Prefix of every name in the account. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,15}$/, { error: 'must be 2 to 16 of a-z, 0-9 and -' }),
  /** Pins the stage to one account; otherwise it is the caller's. */
  account: z
    .string()
    .regex(/^\d{12}$/, { error: 'must be an account number of 12 digits' })
    .optional(),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'must be a region such as eu-west-1' }),
  compute: z.enum(['serverless', 'containers', 'both']),
  identity: z.union([z.enum(['gatehouse', 'cognito']), externalIdentity], {
    error: 'must be gatehouse, cognito or {issuer, audience}',
  }),
  /** The audience of gatehouse's access tokens. */
  audience: z.string().min(1),
  web: z.strictObject({
    /** How the page keeps somebody signed in. Absent: there is no page. */
    session: z.enum(sessionKinds).optional(),
    /** Of the page, with a certificate in us-east-1. Absent: the page is at CloudFront's own name. */
    domain: domain.optional(),
    /** Whence CloudFront serves: 100 is Europe and North America, 200 most of the rest, at a higher price. */
    priceClass: z.enum(['100', '200', 'All']),
    /** Origins of other pages that may call the services, and to whose `/callback` people come back. */
    origins: z.array(webOrigin).max(20),
  }),
  /** Whether tables, keys and users outlive `destroy`, and cannot be deleted by accident. */
  retainData: z.boolean(),
  /** Names of the keys that sign access tokens, oldest first; remove one when it is gone from the JWKS. An ALB takes 10. */
  signingKeys: z
    .array(z.string().regex(/^[a-z0-9-]{1,32}$/))
    .min(1)
    .max(10)
    .refine((names) => new Set(names).size === names.length, { error: 'must not repeat a name' }),
  logs: z.strictObject({
    level: z.enum(['error', 'warn', 'info', 'debug']),
    retentionDays: z.union([7, 14, 30, 90, 180, 365, 731].map((days) => z.literal(days))),
  }),
  alarms: z.strictObject({
    email: z.email().optional(),
    /** 99th percentile over five minutes. */
    latencyMs: whole(50, 10_000),
    /** Refused tokens in five minutes. */
    refusedTokens: whole(1, 1_000_000),
  }),
  serverless: z.strictObject({
    /** `http`: HTTP API with a JWT authorizer. `rest`: REST API with the Lambda authorizer, or Cognito's. */
    api: z.enum(['http', 'rest']),
    authorizer: z.enum(['lambda', 'cognito']),
    memoryMb: whole(256, 10_240),
    /** Requests a second that the API takes over all clients. */
    throttle: z.strictObject({ rate: whole(1, 10_000), burst: whole(1, 5_000) }),
    domain: domain.optional(),
  }),
  containers: z.strictObject({
    domain: domain.optional(),
    /** What the load balancer sends requests to. */
    targets: z.enum(['fargate', 'lambda']),
    cpu: z.union([256, 512, 1024, 2048, 4096].map((units) => z.literal(units))),
    memoryMb: whole(512, 30_720),
    tasks: z
      .strictObject({ least: whole(1, 100), most: whole(1, 1000) })
      .refine(({ least, most }) => least <= most, { error: 'least must not be above most' }),
    natGateways: whole(1, 2),
    /** The load balancer refuses requests without a valid token before they reach a service. */
    jwtValidation: z.boolean(),
    signIn: signIn.optional(),
  }),
  cognito: z.strictObject({
    domainPrefix: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
    /** `plus` adds threat protection, at a price a user. */
    plan: z.enum(['essentials', 'plus']),
  }),
  /** A web ACL on what can carry one: the page's distribution, or load balancer and REST API without one; user pool. Limits are per address in five minutes. */
  waf: z.strictObject({ requests: whole(100, 2_000_000_000), signIns: whole(10, 2_000_000_000) }).optional(),
  /** The repository whose workflow may deploy the stage, from its GitHub environment of the stage's name. */
  pipeline: z.strictObject({ repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/) }).optional(),
});

const consistentStage = stage.check(({ value, issues }) => {
  const fault = (path: string, message: string) =>
    issues.push({ code: 'custom', path: path.split('.'), message, input: value });
  const { serverless, containers, identity, web } = value;
  const external = typeof identity === 'object';
  const hasPage = web.session !== undefined;
  if (hasPage && (external || (web.session === 'cognito') !== (identity === 'cognito'))) {
    fault('web.session', `does not fit the identity: ${external ? 'an issuer elsewhere has no page here' : identity}`);
  }
  if (identity === 'cognito' && !hasPage && web.origins.length === 0) {
    fault('web.origins', 'must name a page to which people come back from the user pool');
  }
  if (web.domain?.certificateArn && !web.domain.certificateArn.startsWith('arn:aws:acm:us-east-1:')) {
    fault('web.domain.certificateArn', 'must be in us-east-1, from which CloudFront takes it');
  }
  const doors = [
    ...(value.compute === 'serverless' ? [] : [containers.domain?.name]),
    ...(value.compute === 'containers' ? [] : [serverless.domain?.name]),
  ];
  if (hasPage && web.domain && doors.includes(web.domain.name)) {
    fault('web.domain.name', 'is that of the services behind the page');
  }
  if (hasPage && value.compute !== 'serverless' && containers.signIn) {
    fault('containers.signIn', 'leads to the host name of the load balancer, which only CloudFront reaches');
  }
  if (web.session === 'cookies' && value.compute !== 'serverless' && containers.jwtValidation) {
    fault('containers.jwtValidation', 'cannot read a token in a cookie: set it to false, or web.session to tokens');
  }
  if (value.compute !== 'serverless') {
    if (!containers.domain) fault('containers.domain', `is required for compute ${value.compute}: HTTPS needs a name`);
    if (containers.jwtValidation && external && !identity.jwksUri) {
      fault('identity.jwksUri', 'is required for containers.jwtValidation');
    }
    if (containers.signIn && identity !== 'cognito' && !containers.signIn.client) {
      fault('containers.signIn.client', 'is required unless the identity is cognito');
    }
    if (containers.signIn && external && !containers.signIn.endpoints) {
      fault('containers.signIn.endpoints', 'is required for an external issuer');
    }
  }
  if (value.compute === 'both' && containers.targets === 'lambda') {
    fault('containers.targets', 'must be fargate for compute both: the functions are behind the API already');
  }
  // With both ways, the page is before the load balancer alone.
  const isOpen = value.compute === 'both' || (value.compute === 'serverless' && !hasPage);
  if (value.waf && isOpen && serverless.api === 'http') {
    fault('waf', 'cannot be in front of an HTTP API: choose serverless.api rest, containers, or a page');
  }
  if (value.compute === 'both' && serverless.domain && serverless.domain.name === containers.domain?.name) {
    fault('serverless.domain.name', 'is that of the containers');
  }
  if (value.compute !== 'containers' && serverless.api === 'rest') {
    if (serverless.authorizer === 'cognito' && identity !== 'cognito') {
      fault('serverless.authorizer', 'can be cognito only with the identity cognito');
    }
  }
});

/** One host name with its zone and certificate. */
export type Domain = z.infer<typeof domain>;
/** Everything that differs from stage to stage. */
export type StageConfig = z.infer<typeof stage>;

/** A stage that cannot be built: one line a fault. */
export class StageConfigError extends Error {
  constructor(stage: string, faults: readonly string[]) {
    super([`The configuration of stage ${stage} is not valid:`, ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'StageConfigError';
  }
}

/** Checks a stage; throws `StageConfigError` with every fault at once. */
export function checkedStage(config: StageConfig): StageConfig {
  const result = consistentStage.safeParse(config);
  if (result.success) return result.data;
  throw new StageConfigError(
    String((config as { name?: unknown }).name),
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'stage'}: ${message}`),
  );
}
