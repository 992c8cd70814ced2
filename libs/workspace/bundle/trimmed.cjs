const { readFileSync } = require('node:fs');

/** Parts of packages that no service of ours reaches, with what stands in their place. Each is thousands of bytes. */
const unreachable = [
  // Body parsers take UTF-8 and Latin 1; these are the tables of Chinese, Japanese and Korean encodings.
  { filter: /^\.\/dbcs-data$/, within: /[\\/]iconv-lite[\\/]/, contents: 'module.exports = {};' },
  // Services bring their adapter; the factory would load the whole package to find the same one.
  { filter: /^@nestjs\/platform-express$/, within: /[\\/]nest-factory\.js$/, contents: 'export {};' },
  // Settings come from the environment.
  { filter: /^dotenv$/, within: /[\\/]@nestjs[\\/]config[\\/]/, contents: 'export const parse = () => ({});' },
  // The OpenAPI document is served as JSON.
  { filter: /^js-yaml$/, within: /[\\/]@nestjs[\\/]swagger[\\/]/, contents: 'export {};' },
  // Of the default chain of credentials, what reads a developer's sign-in on a workstation.
  {
    filter: /^@aws-sdk\/credential-provider-(sso|login)$/,
    within: /[\\/]@aws-sdk[\\/]/,
    contents: `const absent = () => async () => { throw new Error('a sign-in of a workstation is not in the bundle'); };
      export { absent as fromSSO, absent as fromLoginCredentials };`,
  },
  // passport-jwt is given our verifier in place of its own.
  { filter: /^jsonwebtoken$/, within: /[\\/]passport-jwt[\\/]/, contents: 'exports.verify = undefined;' },
  // Logs go to standard output from the same thread.
  { filter: /^thread-stream$/, within: /[\\/]pino[\\/]/, contents: 'module.exports = undefined;' },
  // Schemas are written in TypeScript, and messages in English.
  { filter: /from-json-schema\.js$/, within: /[\\/]zod[\\/]/, contents: 'export const fromJSONSchema = undefined;' },
  { filter: /[\\/]locales[\\/]index\.js$/, within: /[\\/]zod[\\/]/, contents: 'export {};' },
  // For the text of an error that a missing argument would cause.
  { filter: /^object-inspect$/, within: /[\\/]side-channel/, contents: 'module.exports = String;' },
  // Tells those who set DEBUG what it is doing, keys and all. Nobody should in a running service.
  { filter: /^debug$/, within: /[\\/]node_modules[\\/]/, contents: 'module.exports = () => () => undefined;' },
  // When keys are fetched is decided by libs/access-token, without jwks-rsa's cache and rate limit.
  { filter: /^(limiter|lru-memoizer)$/, within: /[\\/]jwks-rsa[\\/]/, contents: 'module.exports = {};' },
  // It asks for keys and leaves it to Node to import them.
  { filter: /^jose$/, within: /[\\/]jwks-rsa[\\/]/, contents: 'module.exports = {};' },
];

/** Of mime-types' table what it can answer with. The source of a type is looked at where several types claim an extension. */
function mimeTable(path) {
  const all = Object.entries(JSON.parse(readFileSync(path, 'utf8')));
  const used = all.filter(([, { extensions, charset }]) => extensions || charset);
  const claims = new Map();
  for (const extension of used.flatMap(([, { extensions = [] }]) => extensions)) {
    claims.set(extension, (claims.get(extension) ?? 0) + 1);
  }
  const kept = used.map(([type, { source, charset, extensions }]) => {
    const isContested = extensions?.some((extension) => claims.get(extension) > 1);
    return [type, { ...(isContested && { source }), charset, extensions }];
  });
  return JSON.stringify(Object.fromEntries(kept));
}

/** Of the single-byte encodings what body parsers know by name. */
function encodings(path) {
  const kept = Object.entries(require(path)).filter(([name]) =>
    ['28591', '1252', 'iso88591', 'windows1252'].includes(name),
  );
  return `module.exports = ${JSON.stringify(Object.fromEntries(kept))};`;
}

exports.trimmed = {
  name: 'trimmed',
  setup(build) {
    unreachable.forEach(({ filter, within, contents }, index) => {
      build.onResolve({ filter }, ({ importer }) =>
        within.test(importer) ? { path: `${index}`, namespace: 'trimmed', sideEffects: false } : undefined,
      );
      build.onLoad({ filter: new RegExp(`^${index}$`), namespace: 'trimmed' }, () => ({
        contents,
        resolveDir: __dirname,
      }));
    });
    build.onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, ({ path }) => ({
      contents: mimeTable(path),
      loader: 'json',
    }));
    build.onLoad({ filter: /[\\/]iconv-lite[\\/]encodings[\\/]sbcs-data-generated\.js$/ }, ({ path }) => ({
      contents: encodings(path),
    }));
  },
};
