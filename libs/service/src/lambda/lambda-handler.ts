import { type RequestListener } from 'node:http';
import { Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { BackgroundWork } from '../background-work';
import { type Problem } from '../problem-details/problem';
import { cloudFrontHeader, isFromCloudFront } from '../cloudfront';
import { createService, type ServiceDefinition } from '../service';
import { functionEnvironment } from './config';
import { httpApiEvent } from './events/http-api';
import { loadBalancerEvent } from './events/load-balancer';
import { restApiEvent } from './events/rest-api';
import { forward } from './forward';
import { type EventForm, type GatewayAnswer, type GatewayRequest, type GatewaySettings } from './gateway-request';

/** What `nodejs24.x` calls: two parameters, because it refuses handlers that take a callback. */
export type LambdaHandler = (event: unknown, context: { getRemainingTimeInMillis?(): number }) => Promise<object>;

/** A service as a Lambda function. `ready` settles when it has started; a handler called earlier waits for it. */
export interface LambdaService {
  readonly handler: LambdaHandler;
  readonly ready: Promise<void>;
}

// Milliseconds: what is left to hand the answer over, and how long an invocation may take where nobody says.
const margin = 500;
const defaultTime = 28_000;
// Milliseconds: how much later an answer may come because of work that nobody waits for.
const backgroundTime = 1_000;

// The load balancer's events have `httpMethod` too.
const forms: readonly EventForm[] = [loadBalancerEvent, httpApiEvent, restApiEvent];

function problemAnswer(statusCode: number, title: string): GatewayAnswer {
  const problem: Problem = { type: 'about:blank', title, status: statusCode };
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  return { statusCode, headers, body: JSON.stringify(problem), isBase64Encoded: false };
}

interface Started {
  readonly app: RequestListener;
  readonly settings: GatewaySettings;
  readonly background: BackgroundWork;
  readonly cloudFrontSecret: string | undefined;
}

async function start(definition: ServiceDefinition, environment: Record<string, string | undefined>): Promise<Started> {
  const service: NestExpressApplication = await createService(definition, environment);
  await service.init();
  const config =
    service.get<ConfigService<{ PATH_PREFIX?: string; TRUSTED_PROXIES: number; CLOUDFRONT_SECRET?: string }, true>>(
      ConfigService,
    );
  return {
    app: service.getHttpAdapter().getInstance() as RequestListener,
    background: service.get(BackgroundWork),
    settings: {
      pathPrefix: config.get('PATH_PREFIX', { infer: true }),
      trustedProxies: config.get('TRUSTED_PROXIES', { infer: true }),
    },
    cloudFrontSecret: config.get('CLOUDFRONT_SECRET', { infer: true }),
  };
}

/**
 * Starts a service at once, in the function's init phase, and answers events of API Gateway (payload formats 1.0 and 2.0),
 * function URLs and Application Load Balancers. `environment` replaces the process's. The handler rejects only where the
 * service could not start; an event of any other kind gets a 400.
 */
export function createLambdaHandler(
  definition: ServiceDefinition,
  environment: Record<string, string | undefined> = functionEnvironment(),
): LambdaService {
  const logger = new Logger('Lambda');
  const started = start(definition, environment);

  const handler: LambdaHandler = async (event, context) => {
    const { app, background, ...deployed } = await started;
    const form = forms.find((known) => typeof event === 'object' && event !== null && known.recognises(event));
    const respond = (answer: GatewayAnswer) => (form ?? httpApiEvent).responseTo(event as object, answer);
    const request = form && requestOf(form, event as object, deployed);
    if (request === undefined) {
      logger.warn('an event that no gateway sends');
      return respond(problemAnswer(400, 'Bad Request'));
    }
    const deadline = new AbortController();
    const late = new Promise<GatewayAnswer>((resolve) => {
      deadline.signal.addEventListener('abort', () => {
        logger.error(`${request.method} ${request.url.split('?', 1)[0]} was not answered in time`);
        resolve(problemAnswer(504, 'Gateway Timeout'));
      });
    });
    const time = (context.getRemainingTimeInMillis?.() ?? defaultTime) - margin;
    const end = Date.now() + time;
    const timer = setTimeout(() => deadline.abort(), Math.max(time, 1));
    try {
      return respond(await Promise.race([forward(app, request, deadline.signal), late]));
    } catch (error) {
      logger.error(error);
      return respond(problemAnswer(500, 'Internal Server Error'));
    } finally {
      clearTimeout(timer);
      // The function may be frozen once it has answered.
      await background.settled(Math.min(backgroundTime, Math.max(end - Date.now(), 0)));
    }
  };
  const ready = started.then(() => undefined);
  // Told to whoever awaits it; without this it would also end the process as unhandled, before that.
  ready.catch(() => undefined);
  return { handler, ready };
}

function requestOf(
  form: EventForm,
  event: object,
  { settings, cloudFrontSecret }: Omit<Started, 'app' | 'background'>,
): GatewayRequest | undefined {
  try {
    const received = form.requestOf(event, settings);
    const isCloudFrontHeader = ([name]: readonly [string, string]) => name.toLowerCase() === cloudFrontHeader;
    const given = received.headers.filter(isCloudFrontHeader).map(([, value]) => value);
    const trustedProxies = Math.max(1, settings.trustedProxies) + 1;
    const request = isFromCloudFront(given, cloudFrontSecret)
      ? form.requestOf(event, { ...settings, trustedProxies })
      : received;
    // The application would count the proxies anew.
    return { ...request, headers: request.headers.filter((header) => !isCloudFrontHeader(header)) };
  } catch {
    // A part is missing, or text is no Unicode.
    return undefined;
  }
}
