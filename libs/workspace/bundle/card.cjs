const { existsSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');

/** The service card of the app that a build is for; undefined where the app is no service. */
exports.cardOf = ({ outdir = '' }) => {
  const file = join(__dirname, '../../../apps', basename(outdir), 'service.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};
