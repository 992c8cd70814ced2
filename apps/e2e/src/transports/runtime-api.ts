import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A function in an execution environment of its own: a process that AWS's runtime interface client runs. */
export interface LocalFunction {
  /** Rejects where the function failed; the environment is then replaced, as Lambda does. */
  invoke(event: object): Promise<unknown>;
  readonly isBusy: boolean;
  /** Resolves once the runtime asks for the next event, which it gets then. */
  idle(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Ends the process as a crash does. */
  crash(): void;
  readonly starts: number;
  close(): Promise<void>;
}

interface Invocation {
  readonly id: string;
  readonly event: object;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

// Milliseconds that an invocation may take, as the runtime is told.
const timeout = 15_000;

/** Hosts Lambda's Runtime API on 127.0.0.1 and runs a function on it. `client` is the runtime interface client's entry. */
export async function startFunction(
  client: string,
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<LocalFunction> {
  const queue: Invocation[] = [];
  let waiting: ServerResponse | undefined;
  let running: Invocation | undefined;
  let child: ChildProcess;
  let starts = 0;
  let closing = false;

  const give = () => {
    const next = waiting && !running ? queue.shift() : undefined;
    if (!next || !waiting) return;
    running = next;
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': `${Date.now() + timeout}`,
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:local',
      'lambda-runtime-trace-id': 'Root=1-5e1b4151-43a0913a12345678901234567',
    });
    waiting.end(JSON.stringify(next.event));
    waiting = undefined;
  };
  const settle = (finish: (invocation: Invocation) => void) => {
    const invocation = running;
    running = undefined;
    if (invocation) finish(invocation);
    give();
  };

  const server = createServer((request, response) => {
    // A runtime that has gone asks for nothing.
    response.once('close', () => {
      if (waiting === response) waiting = undefined;
    });
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      waiting = response;
      give();
      return;
    }
    void read(request).then((text) => {
      response.writeHead(202).end();
      if (path.endsWith('/response')) settle(({ resolve }) => resolve(JSON.parse(text)));
      else if (path.startsWith('invocation/')) settle(({ reject }) => reject(new Error(text)));
      else for (const { reject } of queue.splice(0)) reject(new Error(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const start = () => {
    starts++;
    const { PATH } = process.env;
    child = spawn(process.execPath, [client, 'index.handler'], {
      cwd: directory,
      env: {
        ...(PATH !== undefined && { PATH }),
        ...environment,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_NAME: 'local',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/local',
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        _HANDLER: 'index.handler',
        LAMBDA_TASK_ROOT: directory,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const mine = child;
    mine.once('exit', () => {
      if (mine !== child) return;
      waiting = undefined;
      settle(({ reject }) => reject(new Error('the runtime exited')));
      if (!closing) start();
    });
  };
  start();

  return {
    invoke: (event) =>
      new Promise((resolve, reject) => {
        queue.push({ id: randomUUID(), event, resolve, reject });
        give();
      }),
    get isBusy() {
      return running !== undefined || queue.length > 0;
    },
    idle: async () => {
      while (!waiting) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    crash: () => child.kill('SIGKILL'),
    get starts() {
      return starts;
    },
    close: async () => {
      closing = true;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
