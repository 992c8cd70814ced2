import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { startUnderCheck } from '../routes/service-under-check';
import { workspaceRoot } from '../start/local-services';

/** The types of a service's API, from its own OpenAPI document. */
async function typesOf(project: string, file: string): Promise<string> {
  const { astToString, default: openapiTS } = await import('openapi-typescript');
  const service = await startUnderCheck(project, {});
  try {
    const document = await fetch(`${service.url}${service.definition.card.basePath}/openapi.json`);
    const types = astToString(await openapiTS((await document.json()) as never, { alphabetize: true }));
    const heading = `// Written by \`nx run web:api-types\` from the OpenAPI document of ${project}.\n\n`;
    return format(heading + types, { ...(await resolveConfig(file)), parser: 'typescript' });
  } finally {
    await service.close();
  }
}

async function run(): Promise<number> {
  const options = { check: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  let faults = 0;
  for (const project of positionals) {
    const file = join(workspaceRoot, 'apps/web/src/api', `${project}.types.ts`);
    const types = await typesOf(project, file);
    if (!values.check) await writeFile(file, types);
    else if ((await readFile(file, 'utf8').catch(() => '')) !== types) {
      faults++;
      process.stderr.write(
        `${relative(workspaceRoot, file)} is not what ${project} answers: npx nx run web:api-types\n`,
      );
    }
  }
  return faults === 0 ? 0 : 1;
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
