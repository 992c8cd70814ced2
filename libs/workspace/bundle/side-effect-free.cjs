const { join } = require('node:path');

const libraries = join(__dirname, '../..') + '/';

/** Packages that do not say so but whose modules only declare. */
const declarative = [
  '@nestjs/common',
  '@nestjs/config',
  '@nestjs/core',
  '@nestjs/passport',
  '@nestjs/platform-express',
  '@nestjs/swagger',
  'nestjs-pino',
];
const isWithin = (file) => declarative.some((name) => file.includes(`/node_modules/${name}/`));
// It ends the process on a Node that is too old.
const actsOnImport = libraries + 'service/src/runtime.ts';

/** What of these packages and of our libraries is not used is left out. */
exports.sideEffectFree = {
  name: 'side-effect-free',
  setup(build) {
    build.onResolve({ filter: /^[^./]|^\.{1,2}\// }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData?.sideEffectFree) return undefined;
      const isOurs = path.startsWith('@gatehouse/') || importer.startsWith(libraries);
      if (!isOurs && !isWithin(importer) && !declarative.includes(path)) return undefined;
      const asked = { kind, importer, resolveDir, pluginData: { ...pluginData, sideEffectFree: true } };
      const found = await build.resolve(path, asked);
      const isKnown = isWithin(found.path) || (found.path.startsWith(libraries) && found.path !== actsOnImport);
      return found.errors.length === 0 && isKnown ? { path: found.path, sideEffects: false } : undefined;
    });
  },
};
