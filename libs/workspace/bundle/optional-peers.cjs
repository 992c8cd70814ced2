/** What a package may do without and is not installed becomes a module that cannot be found, as it would be unbundled. */
exports.optionalPeers = {
  name: 'optional-peers',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData?.optionalPeers) return undefined;
      const asked = { kind, importer, resolveDir, pluginData: { ...pluginData, optionalPeers: true } };
      const found = await build.resolve(path, asked);
      return found.errors.length === 0 ? found : { path, namespace: 'missing' };
    });
    build.onLoad({ filter: /.*/, namespace: 'missing' }, ({ path }) => ({
      contents: `throw Object.assign(new Error(${JSON.stringify(`Cannot find module '${path}'`)}), { code: 'MODULE_NOT_FOUND' });`,
    }));
  },
};
