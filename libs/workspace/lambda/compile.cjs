// Runs a function for a few events and keeps what V8 has compiled of lambda.js by then, for index.mjs to begin with.
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const [directory, target, events] = process.argv.slice(2);
const filename = join(directory, 'lambda.js');
// Named without its directory, which would be in the cache.
const script = new Script(wrap(readFileSync(filename, 'utf8')), { filename: 'lambda.js' });
const module_ = { exports: {} };
script.runInThisContext()(module_.exports, createRequire(filename), module_, filename, directory);

async function run() {
  const { ready, handler } = module_.exports;
  await ready;
  for (const event of JSON.parse(events)) await handler(event, {});
  writeFileSync(target, script.createCachedData());
  process.exit();
}

run().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
