import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { tagFaults } from './libs/workspace/tags.cjs';

const sources = ['**/*.ts', '**/*.tsx'];
const tests = ['**/*.spec.ts', '**/*.contract.ts', '**/testing/**/*.ts', 'apps/e2e/**/*.ts', 'apps/bench/**/*.ts'];

/** Who may import whom. */
const depConstraints = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib', 'type:tool'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:lib', 'type:tool'] },
  { sourceTag: 'type:infra', onlyDependOnLibsWithTags: ['type:lib', 'type:tool'] },
  { sourceTag: 'scope:access-token', onlyDependOnLibsWithTags: ['scope:access-token'] },
  { sourceTag: 'scope:auth-lib', onlyDependOnLibsWithTags: ['scope:access-token', 'scope:auth-lib'] },
  { sourceTag: 'scope:browser', onlyDependOnLibsWithTags: ['scope:browser'] },
  { sourceTag: 'scope:dynamodb', onlyDependOnLibsWithTags: ['scope:dynamodb'] },
  { sourceTag: 'scope:service-card', onlyDependOnLibsWithTags: ['scope:service-card', 'scope:dynamodb'] },
  {
    sourceTag: 'scope:authorization',
    onlyDependOnLibsWithTags: ['scope:authorization', 'scope:service-card', 'scope:dynamodb'],
  },
  {
    sourceTag: 'scope:service',
    onlyDependOnLibsWithTags: [
      'scope:service',
      'scope:access-token',
      'scope:auth-lib',
      'scope:dynamodb',
      'scope:service-card',
    ],
  },
  { sourceTag: 'scope:web', onlyDependOnLibsWithTags: ['scope:browser'] },
  { sourceTag: 'platform:node', bannedExternalImports: ['@nestjs/*'] },
  { sourceTag: 'platform:web', bannedExternalImports: ['@nestjs/*', '@aws-sdk/*'] },
];

const boundaries = { enforceBuildableLibDependency: true, allow: [], depConstraints };
/** The infrastructure may know the type of each service's environment, and nothing else of an app. */
const environmentOfService = String.raw`^(\.\./)+(auth|messages|authorizer)/src/config$`;

const faults = tagFaults(import.meta.dirname, depConstraints);
if (faults.length > 0) throw new Error(faults.join('\n'));

export default tseslint.config(
  // `nx run web:api-types` writes the types of the services.
  {
    ignores: ['**/dist', '**/node_modules', '.nx', '.data', '**/files/**', '**/cdk.out', 'apps/web/src/api/*.types.ts'],
  },
  { files: sources, extends: [...tseslint.configs.recommendedTypeChecked, prettier] },
  {
    files: sources,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/require-await': 'off',
      // How a declaration for an untyped package reaches the projects that compile its importer from source.
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'always' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: ['forwardRef'],
              message: 'A cycle of providers: split one of them instead.',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Settings are read in config.ts alone.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.value='env']",
          message: 'Settings are read in config.ts alone.',
        },
        {
          selector: "VariableDeclarator[init.name='process'] Property[key.name='env']",
          message: 'Settings are read in config.ts alone.',
        },
        {
          selector: "ImportSpecifier[imported.name='env'][parent.source.value=/^(node:)?process$/]",
          message: 'Settings are read in config.ts alone.',
        },
        {
          selector: "MemberExpression[property.name='REQUEST'][object.name='Scope']",
          message: 'Request-scoped providers are rebuilt for every request.',
        },
      ],
    },
  },
  {
    files: sources,
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries],
    },
  },
  { files: ['apps/web/**/*.ts', 'apps/web/**/*.tsx'], ...reactHooks.configs.flat['recommended-latest'] },
  {
    files: ['apps/infra/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': ['error', { ...boundaries, allow: [environmentOfService] }] },
  },
  {
    files: ['apps/infra/**/*.ts'],
    // Specs ask the schema itself whether it takes what is synthesised.
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: environmentOfService,
              allowTypeImports: true,
              message: 'Only the type of an environment is known.',
            },
          ],
        },
      ],
    },
  },
  { files: ['**/config.ts', ...tests], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.service.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/*', 'express', '@nestjs/platform-*'],
              message: 'A service knows neither transport nor store.',
            },
            {
              group: ['@nestjs/common'],
              importNamePattern: 'Exception$|^forwardRef$',
              message: 'A service throws domain errors.',
            },
          ],
        },
      ],
    },
  },
  {
    files: tests,
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
