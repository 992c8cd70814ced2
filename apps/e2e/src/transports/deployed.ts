import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type EventMaker, startGateway } from '@gatehouse/service/testing';
import { workspaceRoot } from '@gatehouse/workspace';
import { type LocalFunction, startFunction } from './runtime-api';
import { type Start } from './systems';

/** AWS's runtime interface client with its native half, where `nx run e2e:runtime-client` has put it. */
export const runtimeClient = join(workspaceRoot, 'dist/aws-lambda-ric/node_modules/aws-lambda-ric/index.mjs');
export const hasRuntimeClient = existsSync(join(runtimeClient, '../rapid-client.node'));

const bundle = (project: string) => join(workspaceRoot, 'dist/apps', project);

/** Waits until the service that a process runs answers. */
export async function answering(url: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (child.exitCode !== null) break;
    const live = await fetch(`${url}/health/live`).then(
      (response) => response.ok,
      () => false,
    );
    if (live) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}

/** A running process, and how it is told to stop. */
export interface ServiceProcess {
  readonly url: string;
  /** Sends SIGTERM and resolves with the exit code and how long it took, in milliseconds. */
  terminate(): Promise<{ code: number | null; took: number }>;
}

/** The bundle as a plain process. */
export async function startBundle(
  project: string,
  environment: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [join(bundle(project), 'main.js')], {
    env: { ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://127.0.0.1:${environment['PORT']}`;
  await answering(url, child);
  return { url, terminate: () => terminated(child, () => child.kill('SIGTERM')) };
}

/** Resolves with how a process ended after the signal. */
export async function terminated(child: ChildProcess, signal: () => unknown) {
  if (child.exitCode !== null) throw new Error(`ended before, with code ${child.exitCode}`);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const began = Date.now();
  signal();
  const code = await exited;
  return { code, took: Date.now() - began };
}

export const asProcess: Start = async (project, environment) => {
  const { url, terminate } = await startBundle(project, environment);
  return { url, close: async () => void (await terminate()) };
};

/**
 * The bundle under AWS's runtime interface client. As Lambda does, it starts another environment for an event that comes while all
 * are busy: a service may ask itself.
 */
export function underRuntimeClient(
  form: EventMaker,
  told: (project: string, local: LocalFunction) => void = () => undefined,
): Start {
  return async (project, environment) => {
    const all: LocalFunction[] = [];
    const another = async () => {
      if (all.length >= 4) throw new Error('throttled');
      const local = await startFunction(runtimeClient, bundle(project), environment);
      all.push(local);
      return local;
    };
    told(project, await another());
    const gateway = await startGateway(form, async (event) => {
      const free = all.find(({ isBusy }) => !isBusy) ?? (await another());
      return free.invoke(event);
    });
    return {
      url: gateway.url,
      close: async () => {
        await gateway.close();
        for (const local of all) await local.close();
      },
    };
  };
}
