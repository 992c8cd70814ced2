import { type IncomingMessage, request } from 'node:http';
import { drain } from '@gatehouse/service';
import { type RunningService, startMessages } from '../testing/running-service';
import { firstIdAt } from './message-id';
import { MessageStream } from './message-stream';

interface Event {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** An open stream, read as a browser's EventSource reads it. */
class Follower {
  readonly events: Event[] = [];
  ended = false;
  private text = '';
  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      const blocks = (this.text + chunk).split('\n\n');
      this.text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = block.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
        if (fields.length > 0) this.events.push(Object.fromEntries(fields.map((line) => line.split(/: (.*)/s))));
      }
    });
    response.on('close', () => (this.ended = true));
  }

  static open(service: RunningService, headers: Record<string, string> = {}): Promise<Follower> {
    return new Promise((resolve, reject) => {
      request(`${service.url}/messages/stream`, { headers }, (response) => resolve(new Follower(response)))
        .on('error', reject)
        .end();
    });
  }

  get texts(): string[] {
    return this.events.map(({ data = '{}' }) => (JSON.parse(data) as { text: string }).text);
  }

  close(): void {
    this.response.destroy();
  }
}

async function until(holds: () => boolean, patience = 15_000): Promise<void> {
  for (const deadline = Date.now() + patience; !holds();) {
    if (Date.now() > deadline) throw new Error(`waited for ${patience} ms in vain`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function post(service: RunningService, text: string, tenant?: string): Promise<string> {
  const token = service.token({ claims: { org_id: tenant } });
  return (await service.call('POST /messages', { token, body: { text } })).body.id;
}

// A busy machine may be slow.
jest.setTimeout(30_000);

describe('the live stream', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startMessages({ LIVE_STREAM: 'on' });
  });
  afterAll(() => service.stop());

  it('answers at once and tells every follower of what is posted, once and in order', async () => {
    await post(service, 'before');
    const followers = await Promise.all([Follower.open(service), Follower.open(service)]);
    expect(followers[0]?.response).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream', 'cache-control': expect.stringContaining('no-store') },
    });
    const texts = Array.from({ length: 5 }, (_, i) => `line ${i}\r\nand more`);
    const ids: string[] = [];
    for (const text of texts) ids.push(await post(service, text));
    for (const follower of followers) {
      await until(() => follower.texts.includes(texts[4] as string));
      expect(follower.texts.filter((text) => text !== 'before')).toEqual(texts);
      expect(follower.events.slice(-5).map(({ id }) => id)).toEqual(ids);
      follower.close();
    }
  });

  it('goes on where a follower was cut off', async () => {
    const last = await post(service, 'seen');
    for (let i = 0; i < 3; i++) await post(service, `missed ${i}`);
    const follower = await Follower.open(service, { 'last-event-id': last });
    await post(service, 'live');
    await until(() => follower.texts.includes('live'));
    expect(follower.texts).toEqual(['missed 0', 'missed 1', 'missed 2', 'live']);
    follower.close();
  });

  it('tells of the longest texts to whoever reads, and cuts off whoever does not', async () => {
    const longest = '🧑🏻‍❤️‍💋‍🧑🏼'.repeat(4000);
    const [reading, silent] = [await Follower.open(service), await Follower.open(service)];
    silent.response.pause();
    const ids: string[] = [];
    for (let i = 0; i < 90; i++) ids.push(await post(service, longest));
    await until(() => reading.events.length >= ids.length, 120_000);
    expect(reading.events.map(({ id }) => id)).toEqual(ids);
    await until(() => service.app.get(MessageStream).followersNow === 1, 60_000);
    reading.close();
  }, 240_000);

  it('tells who was away for too long to read the feed', async () => {
    const follower = await Follower.open(service, { 'last-event-id': firstIdAt(Date.now() - 6 * 60_000) });
    await until(() => follower.events.length > 0);
    expect(follower.events[0]).toMatchObject({ event: 'missed' });
    follower.close();
  });

  it('takes any other Last-Event-ID for none', async () => {
    for (const last of ['x', '0', '../..']) {
      const follower = await Follower.open(service, { 'last-event-id': last });
      expect(follower.response.statusCode).toBe(200);
      follower.close();
    }
  });

  it('is not opened by HEAD', async () => {
    for (let i = 0; i < 50; i++) {
      const answer = await service.call('HEAD /messages/stream');
      expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
      expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    }
    const follower = await Follower.open(service);
    expect(follower.response.statusCode).toBe(200);
    follower.close();
  });

  it('leaves room for others when one network opens all it may', async () => {
    const behind = await startMessages({ LIVE_STREAM: 'on', TRUSTED_PROXIES: '1' });
    const from = (address: string) => Follower.open(behind, { 'x-forwarded-for': `203.0.113.9, ${address}` });
    const followers = await Promise.all(Array.from({ length: 30 }, (_, i) => from(`2001:db8:0:1::${i + 1}`)));
    const statuses = followers.map(({ response }) => response.statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    const other = await from('2001:db8:0:2::1');
    expect(other.response.statusCode).toBe(200);
    for (const follower of followers) follower.close();
    let again = await from('2001:db8:0:1::1');
    for (let i = 0; again.response.statusCode !== 200 && i < 100; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      again = await from('2001:db8:0:1::1');
    }
    expect(again.response.statusCode).toBe(200);
    await behind.stop();
  });

  it('is in the OpenAPI document', async () => {
    expect((await service.call('GET /messages/openapi.json')).body.paths).toHaveProperty(['/messages/stream']);
  });

  it('ends when the service stops, which it does not hold up', async () => {
    const stopping = await startMessages({ LIVE_STREAM: 'on' });
    const followers = await Promise.all([Follower.open(stopping), Follower.open(stopping)]);
    await drain(stopping.app);
    await until(() => followers.every(({ ended }) => ended));
    expect(followers.map(({ response }) => response.complete)).toEqual([true, true]);
    await stopping.issuer.close();
    await stopping.engine.stop();
  });
});

describe('where connections cannot live long', () => {
  it('there is no stream', async () => {
    const service = await startMessages({ LIVE_STREAM: 'off' });
    expect(await service.call('GET /messages/stream')).toMatchObject({ status: 404 });
    expect((await service.call('GET /messages/openapi.json')).body.paths).not.toHaveProperty(['/messages/stream']);
    await service.stop();
  });
});

describe('the live stream of a tenant', () => {
  it('tells of its own messages only, and ends with the token', async () => {
    const service = await startMessages({ LIVE_STREAM: 'on', TENANT_CLAIM: 'org_id' });
    const token = service.token({ claims: { org_id: 'acme' }, expiresIn: 4 });
    const follower = await Follower.open(service, { authorization: `Bearer ${token}` });
    await post(service, 'theirs', 'rival');
    await post(service, 'ours', 'acme');
    await until(() => follower.ended);
    expect(follower.texts).toEqual(['ours']);
    await service.stop();
  });
});
