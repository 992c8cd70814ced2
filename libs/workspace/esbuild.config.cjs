// How an app becomes one CommonJS file. Nx's esbuild executor reads it; each app's project.json names its entry points.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const swc = JSON.parse(readFileSync(join(__dirname, '../../.swcrc'), 'utf8'));

/** Decorator metadata, by which Nest injects, is something that esbuild does not emit and swc does. */
const decoratorMetadata = {
  name: 'decorator-metadata',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const { code } = transformSync(readFileSync(path, 'utf8'), {
        ...swc,
        swcrc: false,
        filename: path,
        sourceMaps: 'inline',
      });
      return { contents: code, loader: 'js' };
    });
  },
};

/** What a package may do without and is not installed becomes a module that cannot be found, as it would be unbundled. */
const optionalPeers = {
  name: 'optional-peers',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async (args) => {
      if (args.pluginData === optionalPeers || args.namespace === 'missing') return undefined;
      const found = await build.resolve(args.path, {
        kind: args.kind,
        importer: args.importer,
        resolveDir: args.resolveDir,
        pluginData: optionalPeers,
      });
      return found.errors.length === 0 ? found : { path: args.path, namespace: 'missing' };
    });
    build.onLoad({ filter: /.*/, namespace: 'missing' }, ({ path }) => ({
      contents: `throw Object.assign(new Error(${JSON.stringify(`Cannot find module '${path}'`)}), { code: 'MODULE_NOT_FOUND' });`,
    }));
  },
};

module.exports = {
  plugins: [decoratorMetadata, optionalPeers],
  mainFields: ['module', 'main'],
  keepNames: true,
  legalComments: 'none',
  loader: { '.node': 'copy' },
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  outExtension: { '.js': '.js' },
};
