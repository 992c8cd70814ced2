import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockBelow } from './readme.mjs';
import { run } from './run.mjs';

const files = join(import.meta.dirname, 'files');
const formats = { cjs: 'commonjs', esm: 'module' };

/** What a project of a major version of Nest installs: the packages and their versions. */
function dependencies(nest) {
  const names = 'common core microservices passport platform-express platform-fastify swagger testing websockets';
  return {
    '@gatehouse/auth': '*',
    ...Object.fromEntries(names.split(' ').map((name) => [`@nestjs/${name}`, `^${nest}.0.0`])),
    '@nestjs/graphql': { 11: '^13.0.0', 12: '^14.0.0' }[nest],
    '@types/jest': '^30.0.0',
    '@types/node': '^24.0.0',
    '@types/supertest': '^7.0.0',
    graphql: '^16.11.0',
    jest: '^30.0.0',
    passport: '^0.7.0',
    'reflect-metadata': '^0.2.2',
    rxjs: '^7.8.2',
    supertest: '^7.0.0',
    'ts-jest': '^29.4.0',
    typescript: { 11: '^5.9.0', 12: '^6.0.2' }[nest],
    vitest: '^4.1.2',
  };
}

/** A folder with all that is needed to test on a major version of Nest, as CommonJS and as ES modules. */
export async function makeProject(folder, nest, registry) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: dependencies(nest) }));
  cpSync(join(files, 'instances.mjs'), join(folder, 'instances.mjs'));
  writeFileSync(join(folder, '.npmrc'), `@gatehouse:registry=${registry.url}\nfetch-retries=5\n`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  for (const [format, type] of Object.entries(formats)) {
    const target = join(folder, format);
    cpSync(join(files, 'format'), target, { recursive: true });
    writeFileSync(join(target, 'package.json'), JSON.stringify({ private: true, type }));
    const sources = {
      'readme/orders.module.ts': blockBelow('A guarded service in ten lines'),
      'readme/orders.spec.ts': blockBelow('Testing'),
      ...Object.fromEntries(textsOf(join(files, 'format/sample')).map(([file, text]) => [`sample/${file}`, text])),
    };
    mkdirSync(join(target, 'readme'));
    for (const [file, text] of Object.entries(sources)) {
      writeFileSync(join(target, file), format === 'esm' ? withExtensions(text) : text);
    }
    await run(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '-p', '.'], target);
  }
}

function textsOf(folder) {
  return readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}

/** Relative imports of ES modules name the file. */
function withExtensions(text) {
  return text.replaceAll(/ from '(\.[^']*)'/g, " from '$1.js'");
}
