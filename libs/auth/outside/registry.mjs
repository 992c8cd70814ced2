import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

/** A registry on a free port of this machine, for our packages alone: the others come from where npm gets them anyway. */
export async function startRegistry(folder) {
  mkdirSync(folder, { recursive: true });
  const server = await runServer({
    self_path: folder,
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    uplinks: {},
    packages: { '@gatehouse/*': { access: '$all', publish: '$anonymous' } },
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
