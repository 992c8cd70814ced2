import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runServer } from 'verdaccio';

/** A registry on a free port of this machine, which has our packages and passes on the rest of this machine's registry. */
export async function startRegistry(folder) {
  const uplink = execFileSync('npm', ['config', 'get', 'registry'], {
    cwd: resolve(import.meta.dirname, '../../..'),
    encoding: 'utf8',
  }).trim();
  mkdirSync(folder, { recursive: true });
  const open = { access: '$all', publish: '$anonymous' };
  const server = await runServer({
    self_path: folder,
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    uplinks: {
      machine: { url: uplink, maxage: '1h', timeout: '60s', agent_options: { keepAlive: true, maxSockets: 40 } },
    },
    packages: { '@gatehouse/*': open, '**': { access: '$all', proxy: 'machine' } },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
    web: { enable: false },
  });
  await new Promise((resolve, reject) => server.listen(0, '127.0.0.1', resolve).once('error', reject));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const npmrc = join(folder, 'npmrc');
  // npm publishes nothing without a token, and this registry takes any.
  writeFileSync(npmrc, `registry=${url}\n${url.replace('http:', '')}:_authToken=anyone\n`);
  return { url, npmrc, close: () => new Promise((resolve) => server.close(resolve)) };
}
