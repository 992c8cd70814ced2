import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { type RouteDemand } from '@gatehouse/access-token';
import { workspaceRoot } from '../start/local-services';
import { guardDisagreements, openApiDisagreements } from './agreement';
import { startUnderCheck } from './service-under-check';

const usage = 'routes.ts PROJECT [--check] [--out FILE] [--set NAME=VALUE …]';

async function written(file: string, routes: readonly RouteDemand[]): Promise<string> {
  return format(JSON.stringify(routes), { ...(await resolveConfig(file)), parser: 'json' });
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      out: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  const [project] = positionals;
  if (project === undefined) throw new Error(usage);
  const file = resolve(workspaceRoot, values.out ?? `apps/${project}/routes.json`);
  const settings = Object.fromEntries(values.set.map((pair) => pair.split(/=(.*)/s, 2) as [string, string]));
  const service = await startUnderCheck(project, settings);
  try {
    const faults = [...(await openApiDisagreements(service)), ...(await guardDisagreements(service))];
    const text = await written(file, service.routes);
    if (values.check) {
      const committed = await readFile(file, 'utf8').catch(() => '');
      if (committed !== text) faults.push(`${file} is not what the decorators say: run nx run ${project}:routes`);
    } else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    process.stdout.write(`${project}: ${service.routes.length} routes, ${faults.length} disagreements\n`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await service.close();
  }
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
