// How an app becomes one CommonJS file for each of its entry points, which its project.json names. Read by Nx's executor.
const { join } = require('node:path');
const { decoratorsAndNames } = require('./bundle/decorators-and-names.cjs');
const { deployable } = require('./bundle/deployable.cjs');
const { native } = require('./bundle/native.cjs');
const { optionalPeers } = require('./bundle/optional-peers.cjs');
const { sideEffectFree } = require('./bundle/side-effect-free.cjs');
const { trimmed } = require('./bundle/trimmed.cjs');

const modules = join(__dirname, '../../node_modules');

module.exports = {
  plugins: [decoratorsAndNames, trimmed, native, sideEffectFree, optionalPeers, deployable()],
  mainFields: ['module', 'main'],
  // Packages whose entry for Node is CommonJS, of which nothing can be left out, and one that would come in both forms.
  alias: {
    rxjs: join(modules, 'rxjs/dist/esm/index.js'),
    'rxjs/operators': join(modules, 'rxjs/dist/esm/operators/index.js'),
    'lru-cache': join(modules, 'lru-cache/dist/commonjs/node/index.min.js'),
  },
  inject: [join(modules, 'reflect-metadata/Reflect.js')],
  legalComments: 'none',
  // `import()` of a module of Node reads everything that it exports, and so loads what others only load on demand.
  supported: { 'dynamic-import': false },
  loader: { '.node': 'copy' },
  define: {
    'import.meta.url': '__importMetaUrl',
    // Express would show stacks to callers wherever nobody set it.
    'process.env.NODE_ENV': '"production"',
  },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  outExtension: { '.js': '.js' },
};
