const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');
const { cardOf } = require('./card.cjs');

const swc = JSON.parse(readFileSync(join(__dirname, '../../../.swcrc'), 'utf8'));

/** oidc-provider tells its models and routes apart by the names of functions. */
const keepsNames = (options) => cardOf(options)?.authorizationServer === true;

/** Minifying takes the names of classes, which logs, problem details and the OpenAPI document tell. Those of ours and Nest's stay. */
function withClassNames(code) {
  const declaration = /^((?:export )?(?:default )?(?:(?:let|const|var) \w+ = )?class (\w+)[^{\n]*\{)/gm;
  return code.replaceAll(declaration, '$1static name="$2";');
}

/** The object `z` is all of zod; of the module, as its documentation also imports it, what is not used can be left out. */
function withPartsOfZod(code) {
  return code.replace(/^import \{ z \} from (['"])zod\1/m, 'import * as z from "zod"');
}

/** Decorator metadata, by which Nest injects, is something that esbuild does not emit and swc does. */
exports.decoratorsAndNames = {
  name: 'decorators-and-names',
  setup(build) {
    const keepNames = keepsNames(build.initialOptions);
    const named = keepNames ? (code) => code : withClassNames;
    build.initialOptions.keepNames = keepNames;
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const source = readFileSync(path, 'utf8');
      const { code } = transformSync(source, { ...swc, swcrc: false, filename: path, sourceMaps: 'inline' });
      return { contents: named(withPartsOfZod(code)), loader: 'js' };
    });
    build.onLoad({ filter: /[\\/]node_modules[\\/]@nestjs[\\/].*\.js$/ }, ({ path }) => ({
      contents: named(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};
