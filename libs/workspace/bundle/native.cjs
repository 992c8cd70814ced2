const { copyFileSync } = require('node:fs');
const { join } = require('node:path');

/** Where the bundle looks for the native half of argon2: one file beside it, whatever the architecture. */
const beside = './argon2.node';

/** The file for this machine, so that a bundle runs where it was built; packages bring that of their target. */
function hostBinary() {
  const triple = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`;
  return require.resolve(`@node-rs/argon2-${triple}`, { paths: [join(__dirname, '../../..')] });
}

exports.native = {
  name: 'native',
  setup(build) {
    let isUsed = false;
    const within = /[\\/]@node-rs[\\/]argon2[\\/]/;
    build.onResolve({ filter: /^@node-rs\/argon2-(linux|darwin)-(x64|arm64)(-gnu)?$/ }, () => {
      isUsed = true;
      return { path: beside, external: true };
    });
    // The loader compares versions; the package itself has the one of its native half, and is there for every target.
    build.onResolve({ filter: /^@node-rs\/argon2-.+\/package\.json$/ }, () => ({
      path: require.resolve('@node-rs/argon2/package.json', { paths: [join(__dirname, '../../..')] }),
    }));
    build.onResolve({ filter: /^\.\/argon2\..*\.(node|cjs)$|^@node-rs\/argon2-/ }, ({ path, importer }) =>
      within.test(importer) ? { path, namespace: 'missing' } : undefined,
    );
    // Piscina's threads keep their priority.
    build.onResolve({ filter: /^@napi-rs\/nice$/ }, ({ path }) => ({ path, namespace: 'missing' }));
    build.onEnd(({ errors }) => {
      if (isUsed && errors.length === 0) copyFileSync(hostBinary(), join(build.initialOptions.outdir, beside));
    });
  },
};
