// A service as npm would install it: compiled, its packages where they are, none of them exchanged for another form.
module.exports = { ...require('../../libs/workspace/esbuild.config.cjs'), alias: {}, packages: 'external' };
