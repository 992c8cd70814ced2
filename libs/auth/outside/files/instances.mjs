// One process that imports and requires the packages has one instance of each class, token and symbol.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const require = createRequire(import.meta.url);

for (const name of ['@gatehouse/access-token', '@gatehouse/auth']) {
  for (const entry of [name, `${name}/testing`]) {
    test(`${entry} is the same imported and required`, async () => {
      const required = require(entry);
      // Marks that Node adds for modules in CommonJS.
      const { __esModule: _, 'module.exports': __, ...imported } = await import(entry);
      assert.ok(Object.keys(required).length > 0);
      assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort());
      for (const [key, value] of Object.entries(imported)) assert.equal(value, required[key], key);
    });
  }

  test(`${name} has the source of each declaration and each module`, () => {
    const dist = join(dirname(require.resolve(`${name}/package.json`)), 'dist');
    const files = readdirSync(dist, { recursive: true }).filter((file) => /\.m?[jt]s$/.test(file));
    assert.ok(files.length > 0);
    for (const file of files) {
      const { sources } = JSON.parse(readFileSync(join(dist, `${file}.map`), 'utf8'));
      assert.equal(sources.length, 1);
      for (const source of sources) assert.ok(readFileSync(join(dist, dirname(file), source), 'utf8'), source);
    }
  });
}
