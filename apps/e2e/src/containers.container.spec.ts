import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { workspaceRoot } from '@gatehouse/workspace';
import { type LocalEngine, startEmbeddedEngine } from '@gatehouse/dynamodb/local';
import { freePort } from '@gatehouse/dynamodb/testing';
import { expectSame, scenarioOver } from './transports/compare';
import { composition } from './transports/composition';
import {
  argumentsFor,
  container,
  hasImages,
  imageOf,
  inContainer,
  type ServiceContainer,
  startContainer,
} from './transports/container';
import { stopsUnderLoad } from './transports/draining';
import { inProcess, projects, services } from './transports/systems';
import { describeWith } from './transports/tools';

interface HealthCheck {
  readonly Test: readonly [form: string, ...command: string[]];
}

interface Image {
  readonly Config: { readonly Env: readonly string[]; readonly Healthcheck?: HealthCheck };
  /** Where podman has it. */
  readonly Healthcheck?: HealthCheck;
}

async function inspect(project: string): Promise<Image> {
  const [image] = JSON.parse(await container('image', 'inspect', imageOf(project))) as [Image];
  return image;
}

const page = ['favicon-16x16.png', 'favicon-32x32.png', 'swagger-ui-bundle.js', 'swagger-ui.css'];
/** What a service has besides. */
const workers: Readonly<Record<string, readonly string[]>> = {
  auth: ['argon2.node', 'hashing.worker.js', 'worker.js'],
};

describeWith('docker, or podman and buildah (nx run workspace:images)', hasImages, 'the containers', () => {
  describe.each(projects)('the image of %s', (project) => {
    it('is of this revision, is run by nobody special, and is stopped by SIGTERM', async () => {
      const revision = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: workspaceRoot, encoding: 'utf8' }).trim();
      expect((await inspect(project)).Config).toMatchObject({
        User: '1000:1000',
        StopSignal: 'SIGTERM',
        Labels: { 'org.opencontainers.image.revision': revision },
      });
    });

    it('is what compose.yaml builds, and listens where that looks for it', async () => {
      const { port: usual } = services.find(({ name }) => name === project) ?? {};
      const dockerfile = 'libs/workspace/container/Dockerfile';
      expect(composition(project).build).toEqual({ context: '.', dockerfile, args: { APP: project, PORT: usual } });
      const port = composition(project).ports?.[0]?.split(':').at(-1);
      const { Config } = await inspect(project);
      expect(Config).toMatchObject({ ExposedPorts: { [`${port}/tcp`]: {} } });
      expect(Config.Env).toEqual(expect.arrayContaining(['HOST=0.0.0.0', `PORT=${port}`]));
    });

    it('has the bundle in it and nothing of the workspace besides', async () => {
      const name = `${imageOf(project)}-${randomUUID()}`;
      const run = argumentsFor({ ...composition(project), volumes: [] }, {}, name);
      const found = await container(...run, imageOf(project), 'sh', '-c', 'find /app /state /workspace -type f; true');
      expect(found.split('\n').sort()).toEqual(
        ['main.js', ...(workers[project] ?? []), ...page.map((file) => `swagger-ui/${file}`)]
          .map((file) => `/app/${file}`)
          .sort(),
      );
    });
  });

  describe('as compose.yaml runs them', () => {
    let engine: LocalEngine;
    const running = {} as Record<string, ServiceContainer>;

    beforeAll(async () => {
      engine = await startEmbeddedEngine();
      const ports = new Map<string, number>();
      for (const project of projects) ports.set(project, await freePort());
      const addresses = [
        ['http://dynamodb:8000', engine.endpoint],
        ...services.flatMap(({ name, port }) =>
          ['localhost', name].map((host) => [`http://${host}:${port}`, `http://127.0.0.1:${ports.get(name)}`]),
        ),
      ] as [string, string][];
      const here = (service: string) =>
        Object.fromEntries(
          Object.entries(composition(service).environment).map(([name, value]) => [
            name,
            value.startsWith(`\${${name}:?`)
              ? 'a secret of the transports, which is long enough'
              : addresses.reduce((text, [there, address]) => text.replace(there, address), value),
          ]),
        );
      const store = composition('store');
      expect(store.build).toMatchObject({ dockerfile: 'libs/workspace/container/Dockerfile', target: 'workspace' });
      const prepared = argumentsFor(store, here('store'), `gatehouse-store-${randomUUID()}`);
      await container(...prepared, imageOf('store'), ...(store.command ?? '').split(' '));
      for (const project of projects) {
        const settings = { ...here(project), HOST: '127.0.0.1', PORT: `${ports.get(project)}`, LOG_LEVEL: 'silent' };
        running[project] = await startContainer(project, settings);
      }
    }, 120_000);
    afterAll(async () => {
      for (const service of Object.values(running)) await service.terminate();
      await engine.stop();
    }, 60_000);

    it('take a message of somebody who has just signed up', async () => {
      const post = (project: string, path: string, body: unknown, headers = {}) =>
        fetch(`${running[project]?.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        });
      const ada = { username: 'ada', password: 'correct horse battery' };
      expect((await post('auth', '/auth/signup', { ...ada, name: 'Ada' })).status).toBe(201);
      const { access_token } = (await (await post('auth', '/auth/login', ada)).json()) as { access_token: string };
      const authorization = `Bearer ${access_token}`;
      expect((await post('messages', '/messages', { text: 'Hello' }, { authorization })).status).toBe(201);
      expect((await fetch(`${running['auth']?.url}/auth/me`, { headers: { authorization } })).status).toBe(200);
    });

    describe.each(projects)('%s', (project) => {
      it('cannot write to its root, not even as root', async () => {
        const { exec } = running[project] as ServiceContainer;
        expect(await exec([], 'cat', '/proc/1/mounts')).toMatch(/^\S+ \/ \S+ ro,/m);
        for (const directory of ['/', '/app', '/tmp', '/run', '/var/tmp']) {
          await expect(exec(['--user', '0'], 'touch', `${directory}/x`)).rejects.toThrow('Read-only file system');
        }
      });

      it('runs under an init, as user 1000, without capabilities', async () => {
        const { exec } = running[project] as ServiceContainer;
        expect(await exec([], 'cat', '/proc/1/cmdline')).toContain('init');
        const status = await exec([], 'cat', '/proc/1/status', '/proc/self/status');
        const fields = status.split('\n').filter((line) => /^(Uid|Cap(Prm|Eff|Bnd)):/.test(line));
        expect(fields).toHaveLength(8);
        for (const field of fields) expect(field).toMatch(/^Uid:(\t1000){4}$|^Cap\w+:\t0+$/);
      });

      it('is found healthy by its own check, and ill where nothing answers', async () => {
        const image = await inspect(project);
        const [form, ...command] = (image.Config.Healthcheck ?? image.Healthcheck)?.Test ?? [];
        expect(form).toBe('CMD');
        const { exec } = running[project] as ServiceContainer;
        await exec([], ...command);
        await expect(exec(['--env', 'PORT=9'], ...command)).rejects.toMatchObject({ code: 1 });
      });
    });
  });

  it('answer the scenario byte for byte', async () => {
    expectSame('a container', await scenarioOver(inContainer), await scenarioOver(inProcess));
  }, 120_000);

  it('drop no request at SIGTERM, 10 times', async () => {
    await stopsUnderLoad((environment) => startContainer('messages', environment));
  }, 300_000);

  it('drop no request at SIGTERM without an init, 10 times', async () => {
    const bare = { ...composition('messages'), init: false };
    await stopsUnderLoad((environment) => startContainer('messages', environment, bare));
  }, 300_000);
});
