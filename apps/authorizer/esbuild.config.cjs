// Without decorators nothing has to keep their metadata.
module.exports = { ...require('../../libs/workspace/esbuild.config.cjs'), inject: [] };
