// The function's handler is `index.handler`. A module may wait at its top level: the service starts in the init phase, and one
// that cannot start fails there, by name, and not at the first request.
//
// Beside lambda.js may lie what V8 has compiled of it when the function was packed. V8 takes it if it is its own, of the same
// version, build and flags, and otherwise compiles lambda.js as ever. Importing these modules would load more of Node than they need.
const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
const { createRequire, wrap } = process.getBuiltinModule('node:module');
const { Script } = process.getBuiltinModule('node:vm');

const filename = `${import.meta.dirname}/lambda.js`;
const cache = `${filename}.${process.arch}.cache`;
const script = new Script(wrap(readFileSync(filename, 'utf8')), {
  filename,
  cachedData: existsSync(cache) ? readFileSync(cache) : undefined,
});
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(filename), module, filename, import.meta.dirname);
const service = module.exports;

await service.ready;

export const { handler } = service;
