import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type System } from '../system';

const password = 'correct horse battery';
// Milliseconds; a token lives for five minutes.
const tokenAge = 120_000;
const json = { 'content-type': 'application/json' };

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A user who signed up, reads the feed and posts. */
export class Caller {
  // Far fewer sockets than requests.
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });
  private readonly username = `load-${Date.now()}`;
  private token: Promise<string> | undefined;
  private tokenFrom = 0;

  constructor(private readonly system: Pick<System, 'auth' | 'messages'>) {}

  async signUp(): Promise<void> {
    const body = JSON.stringify({ username: this.username, password, name: 'Load' });
    await this.expect(201, `${this.system.auth}/auth/signup`, { method: 'POST', headers: json, body });
  }

  async read(): Promise<void> {
    await this.expect(200, `${this.system.messages}/messages`);
  }

  async post(text: string): Promise<void> {
    const headers = { ...json, authorization: `Bearer ${await this.accessToken()}` };
    const body = JSON.stringify({ text });
    await this.expect(201, `${this.system.messages}/messages`, { method: 'POST', headers, body });
  }

  close(): void {
    this.agent.destroy();
  }

  private accessToken(): Promise<string> {
    if (!this.token || Date.now() - this.tokenFrom > tokenAge) {
      this.tokenFrom = Date.now();
      this.token = this.login();
    }
    return this.token;
  }

  private async login(): Promise<string> {
    const body = JSON.stringify({ username: this.username, password });
    const answer = await this.expect(200, `${this.system.auth}/auth/login`, { method: 'POST', headers: json, body });
    return (JSON.parse(answer.body) as { access_token: string }).access_token;
  }

  private async expect(status: number, url: string, sent?: Sent): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      const answer = await this.send(url, sent);
      if (answer.status === status) return answer;
      // A busy machine is asked again, as Retry-After says.
      if (answer.status !== 503 || tries === 30) {
        throw new Error(`${url}: ${answer.status} ${answer.body.slice(0, 200)}`);
      }
      await pause(1000);
    }
  }

  private send(
    url: string,
    {
      method = 'GET',
      headers = {},
      body = '',
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method, headers, agent: this.agent }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
