import { z } from 'zod';
import { wholeNumber } from '../input/whole-number';
import { httpUrl, isLoopback } from './url';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Origins of web pages, with commas between, as an array: of https, or of this machine. */
export const webOriginList = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .pipe(
    z.array(
      z.string().refine(
        (origin) => {
          const url = URL.parse(origin);
          return url?.origin === origin && (url.protocol === 'https:' || isLoopback(url));
        },
        { error: 'must be origins such as https://app.example.com, with commas between' },
      ),
    ),
  );

/** Variables of every service. */
export const serviceEnvironment = {
  PORT: wholeNumber(0, 65_535, 'a port'),
  HOST: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
  LOG_TO: z.enum(['stdout', 'stderr'], { error: 'must be stdout or stderr' }).default('stdout'),
  /** How many proxies in front append to `X-Forwarded-For`: 1 behind a load balancer. Whom nobody vouches for is not believed. */
  TRUSTED_PROXIES: wholeNumber(0, 8).default(0),
  /** CloudFront sends it in `X-CloudFront-Secret`. Where it is right, CloudFront is one more trusted proxy. */
  CLOUDFRONT_SECRET: z.string().min(32, { error: 'must have at least 32 characters' }).optional(),
  /** Lambda only: what a domain's mapping puts before the service's paths where the event does not tell it, such as `/v1`. */
  PATH_PREFIX: z
    .string()
    .regex(/^(\/[\w.~-]+)+$/, { error: 'must be a path such as /v1' })
    .optional(),
};

/** Variables of a service with a store. `DYNAMODB_ENDPOINT` unset means AWS. */
export const dynamoDbEnvironment = {
  DYNAMODB_ENDPOINT: httpUrl.optional(),
  TABLE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{0,200}$/, { error: 'may hold letters, digits and _ . - only' })
    .default('gatehouse-'),
};
