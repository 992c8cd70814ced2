import { send, type TokenIdentity } from '@gatehouse/auth/testing';
import { type ServiceUnderTest, startUnderTest } from '@gatehouse/service/testing';
import { card } from '../card';
import { messagesService } from '../service';

/** An answer, its body parsed. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test expects of it, it says itself.
  readonly body: any;
}

export interface Call {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The messages service as it runs. */
export interface RunningService extends ServiceUnderTest {
  token(identity?: TokenIdentity): string;
  /** `call('GET /messages')`. */
  call(route: string, call?: Call): Promise<JsonAnswer>;
}

/** Calls routes of a service: `callTo(url)('GET /messages')`. */
export function callTo(url: string): RunningService['call'] {
  return async (route, { token, headers = {}, body } = {}) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await send(url, { method, path, headers, ...(body !== undefined && { body }) }, token);
    const json = answer.headers['content-type']?.includes('json') === true && answer.text !== '';
    return { ...answer, body: json ? (JSON.parse(answer.text) as unknown) : answer.text };
  };
}

/** Starts the service on a free port of 127.0.0.1, on the embedded engine in memory unless `DYNAMODB_ENDPOINT` says where. */
export async function startMessages(environment: Record<string, string> = {}): Promise<RunningService> {
  const settings = { CURSOR_KEY: 'a key of the tests, which is long enough', ...environment };
  const service = await startUnderTest(messagesService, card.tables, settings);
  return {
    ...service,
    token: (identity = {}) =>
      service.token({ scopes: ['messages:read', 'messages:write'], roles: ['user'], ...identity }),
    call: callTo(service.url),
  };
}
