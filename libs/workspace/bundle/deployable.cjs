const { copyFileSync, mkdirSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { cardOf } = require('./card.cjs');

/** The page that shows the OpenAPI document, for services that have it; libs/service looks for it beside the bundle. */
function copyPage(directory) {
  const source = dirname(require.resolve('swagger-ui-dist/package.json'));
  const target = join(directory, 'swagger-ui');
  mkdirSync(target, { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-16x16.png', 'favicon-32x32.png']) {
    copyFileSync(join(source, file), join(target, file));
  }
}

/**
 * Puts all files of a deployable side by side, prints how large they are, and fails where one has more bytes than its
 * budget: the given one, or that of the service's card.
 */
exports.deployable = (budget) => ({
  name: 'deployable',
  setup(build) {
    const app = basename(build.initialOptions.outdir ?? '');
    const limit = budget ?? cardOf(build.initialOptions)?.bundleBudget;
    if (limit === undefined) return;
    Object.assign(build.initialOptions, { metafile: true, entryNames: '[name]' });
    build.onEnd(({ metafile, errors }) => {
      if (errors.length > 0) return undefined;
      const hasPage = Object.values(metafile.outputs).some(
        ({ inputs }) => 'libs/service/src/openapi/openapi.ts' in inputs,
      );
      if (hasPage) copyPage(build.initialOptions.outdir);
      const faults = [];
      for (const [file, { bytes, entryPoint }] of Object.entries(metafile.outputs)) {
        if (entryPoint === undefined) continue;
        process.stdout.write(`${app}/${basename(file)}: ${bytes} bytes of ${limit}\n`);
        if (bytes > limit)
          faults.push({ text: `${app}/${basename(file)} has ${bytes} bytes, and ${limit} are its budget` });
      }
      return { errors: faults };
    });
  },
});
