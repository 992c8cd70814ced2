import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localServices, workspaceRoot } from '../start/local-services';

/** Sources that tools and other services run: neither tests nor what only tests use, nor the generator's own templates. */
function sourcesIn(folder: string): string[] {
  return readdirSync(join(workspaceRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        /\.(ts|js|cjs|mjs|sh|json)$/.test(path) &&
        !/\.spec\.ts$|(^|\/)(testing|fuzz|outside|node_modules)\//.test(path),
    )
    .map((path) => join(folder, path));
}

describe('a scope', () => {
  const services = localServices();
  const everywhere = ['libs', 'apps/infra', 'apps/authorizer', ...services.map(({ name }) => `apps/${name}`)];

  it.each(services.flatMap(({ name, scopes }) => scopes.map((scope) => [scope.name, name] as const)))(
    '%s is named in no source but those of %s',
    (scope, owner) => {
      const places = everywhere
        .filter((folder) => folder !== `apps/${owner}`)
        .flatMap(sourcesIn)
        .filter((file) => readFileSync(join(workspaceRoot, file), 'utf8').includes(scope));
      expect(places).toEqual([]);
    },
  );
});
