import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { type ComposedService, composition } from './composition';
import { answering, type ServiceProcess, terminated } from './deployed';
import { projects, type Start } from './systems';

const isDocker = spawnSync('docker', ['info']).status === 0;
// Without systemd, podman logs at every start that it checks no health by itself.
const [engine, ...engineOptions] = isDocker ? ['docker'] : ['podman', '--log-level=fatal'];
// Podman would keep /tmp and /run writable, and raise limits, which not every machine allows.
const asDocker = isDocker
  ? []
  : ['--read-only-tmpfs=false', '--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'];

/** Runs a command of docker, or of podman where docker has no engine, and resolves with what it prints. */
export async function container(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(engine, [...engineOptions, ...args]);
  return stdout.trim();
}

export const imageOf = (service: string) => `gatehouse-${service}`;

/** Whether `nx run workspace:images` has built the images, and something can run them. */
export const hasImages = ['store', ...projects].every(
  (service) => spawnSync(engine, ['image', 'inspect', imageOf(service)]).status === 0,
);

/** The arguments that run a service as compose.yaml does, on this machine's network. */
export function argumentsFor(
  { init, read_only, cap_drop = [], volumes = [] }: ComposedService,
  environment: Readonly<Record<string, string>>,
  name: string,
): string[] {
  return [
    ...['run', '--rm', '--name', name, '--network', 'host', ...asDocker],
    ...(init === true ? ['--init'] : []),
    ...(read_only === true ? ['--read-only'] : []),
    ...cap_drop.flatMap((capability) => ['--cap-drop', capability]),
    ...volumes.flatMap((volume) => ['--volume', `${name}-${volume}`]),
    ...Object.entries(environment).flatMap(([variable, value]) => ['--env', `${variable}=${value}`]),
  ];
}

export interface ServiceContainer extends ServiceProcess {
  /** Runs a command in it, after options. */
  exec(options: readonly string[], ...command: readonly string[]): Promise<string>;
}

/** The image of a service, run as compose.yaml runs it. */
export async function startContainer(
  project: string,
  environment: Readonly<Record<string, string>>,
  service: ComposedService = composition(project),
): Promise<ServiceContainer> {
  const name = `${imageOf(project)}-${randomUUID()}`;
  const child = spawn(engine, [...engineOptions, ...argumentsFor(service, environment, name), imageOf(project)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://127.0.0.1:${environment['PORT']}`;
  // The container itself goes when it ends.
  const removeVolumes = async () => {
    for (const volume of service.volumes ?? []) {
      await container('volume', 'rm', '--force', `${name}-${volume.split(':')[0] ?? ''}`);
    }
  };
  const stop = async () => {
    const ended = await terminated(child, () => void container('stop', '-t', '10', name).catch(() => undefined));
    await removeVolumes();
    return ended;
  };
  await answering(url, child).catch(async (error: unknown) => {
    if (child.exitCode === null) await stop();
    throw error;
  });
  return {
    url,
    exec: (options, ...command) => container('exec', ...options, name, ...command),
    terminate: stop,
  };
}

/** A service in its container, with the state that compose.yaml gives it. */
export const inContainer: Start = async (project, { SIGNING_KEYS: _, ...environment }) => {
  const { SIGNING_KEYS } = composition(project).environment;
  const { url, terminate } = await startContainer(project, {
    ...environment,
    ...(SIGNING_KEYS !== undefined && { SIGNING_KEYS }),
  });
  return { url, close: async () => void (await terminate()) };
};
