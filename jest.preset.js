const { readFileSync } = require('node:fs');
const nxPreset = require('@nx/jest/preset').default;
const { paths } = require('./tsconfig.base.json').compilerOptions;

const swc = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** Packages that are published as ES modules only: Jest runs CommonJS, so they are down-levelled. */
const esmPackages = [
  '@nestjs/',
  '@auth/',
  '@borewit/',
  '@tokenizer/',
  'dpop/',
  'eta/',
  'file-type/',
  'jose/',
  'koa/',
  'nanoid/',
  'oauth4webapi/',
  'oidc-provider/',
  'openid-client/',
  'quick-lru/',
  'strtok3/',
  'token-types/',
  'uint8array-extras/',
];

module.exports = {
  ...nxPreset,
  testEnvironment: 'node',
  // Milliseconds. A busy machine is slow; a test says what is answered, not how fast.
  testTimeout: 30_000,
  // Our libraries from their sources: npm links the published ones, which Jest would find as they were last built.
  moduleNameMapper: Object.fromEntries(
    Object.entries(paths).map(([name, [file]]) => [`^${name}$`, `${__dirname}/${file}`]),
  ),
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, module: { type: 'commonjs' } }],
    '/node_modules/.+\\.m?js$': [
      '@swc/jest',
      { swcrc: false, sourceMaps: false, jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')}))`],
};
