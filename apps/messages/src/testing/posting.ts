import { randomUUID } from 'node:crypto';
import { type JsonAnswer, type RunningService } from './running-service';

/** What came of many posts. */
export interface Outcome {
  /** What each acknowledged message must say, by id. */
  readonly acknowledged: Map<string, string>;
  /** How often each status was answered; `lost`: no answer at all. */
  readonly statuses: Map<string, number>;
  /** Answers that should not be, such as a conflict that is none. */
  readonly wrong: string[];
  /** Of one request, in milliseconds. */
  slowest: number;
}

export function newOutcome(): Outcome {
  return { acknowledged: new Map(), statuses: new Map(), wrong: [], slowest: 0 };
}

type Caller = Pick<RunningService, 'call' | 'token'>;

/**
 * Posts texts of their own and edits every third message in the version that it was given, a few at once. With idempotency
 * keys it tries again as a client does; without, an answer that fails leaves open what was done.
 */
export async function postMany(
  service: () => Caller,
  outcome: Outcome,
  { count, atOnce, tries }: { count: number; atOnce: number; tries: number },
): Promise<void> {
  let next = 0;
  const attempt = async (route: string, body: unknown, headers: Record<string, string>) => {
    const start = performance.now();
    const { call, token } = service();
    const answer = await call(route, { token: token(), body, headers }).catch((): undefined => undefined);
    outcome.slowest = Math.max(outcome.slowest, performance.now() - start);
    const status = `${answer?.status ?? 'lost'}`;
    outcome.statuses.set(status, (outcome.statuses.get(status) ?? 0) + 1);
    return answer;
  };
  const expectStatus = (answer: JsonAnswer | undefined, status: number): boolean => {
    if (answer && answer.status !== status && answer.status !== 503) {
      outcome.wrong.push(`${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer?.status === status;
  };
  const post = async (number: number): Promise<void> => {
    const keyed = number % 2 === 0;
    const text = randomUUID();
    const headers: Record<string, string> = keyed ? { 'idempotency-key': randomUUID() } : {};
    let posted: JsonAnswer | undefined;
    for (let i = 0; i < (keyed ? tries : 1); i++) {
      posted = await attempt('POST /messages', { text }, headers);
      if (expectStatus(posted, 201)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (posted?.status !== 201) return;
    const { id } = posted.body as { id: string };
    outcome.acknowledged.set(id, text);
    if (number % 3 !== 0) return;
    const edited = await attempt(`PATCH /messages/${id}`, { text: `${text} edited` }, { 'if-match': '"1"' });
    if (expectStatus(edited, 200)) outcome.acknowledged.set(id, `${text} edited`);
  };
  const worker = async () => {
    while (next < count) await post(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Walks the whole feed and names every acknowledged message that is missing or not as acknowledged, and every doubled one. */
export async function faultsOfFeed(service: Caller, { acknowledged }: Outcome): Promise<string[]> {
  const faults: string[] = [];
  const found = new Map<string, string>();
  const posts = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body } = await service.call(`GET /messages?limit=100${cursor && `&cursor=${cursor}`}`);
    if (status !== 200) throw new Error(`the feed answers ${status}`);
    for (const { id, text } of body.items as { id: string; text: string }[]) {
      const post = text.slice(0, 36);
      if (found.has(id) || posts.has(post)) faults.push(`${id} ${text} is doubled`);
      found.set(id, text);
      posts.add(post);
    }
    cursor = body.next as string | null;
  }
  for (const [id, text] of acknowledged) {
    const there = found.get(id);
    if (there === undefined) faults.push(`${id} ${text} is missing`);
    else if (!there.startsWith(text)) faults.push(`${id} is ${there}, not ${text}`);
  }
  return faults;
}
