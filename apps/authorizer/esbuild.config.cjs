const { deployable } = require('../../libs/workspace/bundle/deployable.cjs');
const base = require('../../libs/workspace/esbuild.config.cjs');

// Bytes. The authorizer is no service, so it has no card that could say it.
const budget = 350_000;

module.exports = {
  ...base,
  // Without decorators nothing has to keep their metadata.
  inject: [],
  plugins: base.plugins.map((plugin) => (plugin.name === 'deployable' ? deployable(budget) : plugin)),
};
