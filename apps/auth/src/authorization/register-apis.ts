import { setTimeout as pause } from 'node:timers/promises';
import { type Api, apiSchema, applyToStore } from '@gatehouse/authorization';
import { z } from 'zod';
import { registrationSettings } from './config';

/** A request of CloudFormation for a custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Where the answer is put. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  /** `Apis`: JSON of `[{ name, title, resource, scopes }]`. `AllowWidening`: `true` or `false`. */
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

const properties = z.object({
  Apis: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.array(apiSchema)),
  AllowWidening: z.enum(['true', 'false']).default('false'),
});

// CloudFormation takes at most 4096 bytes in all.
const longestReason = 1500;
const attempts = 5;

/**
 * Registers the APIs of a stack with the authorization server, as a custom resource of CloudFormation. Removing the resource
 * removes no API, so that a stack that is replaced or rolled back takes no rights away.
 */
export async function handler(event: CustomResourceEvent): Promise<void> {
  let outcome: { Status: 'SUCCESS' | 'FAILED'; Reason?: string } = { Status: 'SUCCESS' };
  try {
    if (event.RequestType !== 'Delete') log(event, { changes: await register(event.ResourceProperties) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(event, { error: reason });
    outcome = { Status: 'FAILED', Reason: reason.slice(0, longestReason) };
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  // Stable, or CloudFormation would take the resource for a new one and delete the old one.
  const PhysicalResourceId = event.PhysicalResourceId ?? `apis-${LogicalResourceId}`;
  await answer(event.ResponseURL, { ...outcome, PhysicalResourceId, StackId, RequestId, LogicalResourceId });
}

async function register(given: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const { data, error } = properties.safeParse(given);
  if (!data)
    throw new Error(error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; '));
  const apis = data.Apis.map<Api>((api) => ({ ...api, fromCard: true }));
  const allowWidening = data.AllowWidening === 'true';
  return applyToStore({ ...registrationSettings(), apis, allowWidening, prune: true });
}

async function answer(url: string, body: object): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      // The URL is signed for a request without a content type, which fetch adds to a text.
      const response = await fetch(url, { method: 'PUT', body: Buffer.from(JSON.stringify(body)) });
      if (response.ok) return;
      throw new Error(`CloudFormation answered ${response.status}`);
    } catch (error) {
      if (attempt === attempts) throw error;
      await pause(200 * 2 ** attempt);
    }
  }
}

function log({ RequestType, RequestId }: CustomResourceEvent, details: object): void {
  process.stdout.write(`${JSON.stringify({ name: 'register-apis', RequestType, RequestId, ...details })}\n`);
}
