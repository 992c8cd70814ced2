import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from './local-services';

/** A service that runs in a process of its own. */
export interface ChildService {
  readonly url: string;
  /** Answers 200 once it is ready. */
  readonly readyUrl: string;
  /** Resolves with what ended it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

// Milliseconds: a little over the time that a service takes to drain.
const stopTimeout = 10_000;

type Environment = Record<string, string | undefined>;

/** Runs the service of that name. */
export function startChild(name: string, environment: Environment): ChildService {
  return start(name, `apps/${name}/src/main.ts`, '/health/ready', environment);
}

/** Builds the page, and serves it in front of the services. */
export function startPage(environment: Environment): ChildService {
  return start('web', 'libs/workspace/src/web/serve-page.ts', '/settings.json', environment);
}

function start(name: string, script: string, readyPath: string, environment: Environment): ChildService {
  const child: ChildProcess = spawn(
    process.execPath,
    ['-r', join(workspaceRoot, 'libs/workspace/register.cjs'), join(workspaceRoot, script)],
    { cwd: workspaceRoot, env: environment, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be run: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`${name} ended (${signal ?? `exit code ${code}`})`));
  });
  const url = `http://localhost:${environment['PORT']}`;
  return {
    url,
    readyUrl: url + readyPath,
    ended,
    stop: async () => {
      const force = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(force);
    },
  };
}

/** Resolves once the service says that it is ready; rejects when it ends or is not ready in time. */
export async function untilReady(child: ChildService, timeout: number): Promise<void> {
  let over = false;
  const poll = async () => {
    for (const deadline = Date.now() + timeout; Date.now() < deadline && !over;) {
      const ready = await fetch(child.readyUrl).then(
        (response) => response.ok,
        () => false,
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${child.url} was not ready within ${timeout / 1000} s`);
  };
  const ended = child.ended.then((reason) => {
    throw new Error(reason);
  });
  await Promise.race([poll(), ended]).finally(() => (over = true));
}
