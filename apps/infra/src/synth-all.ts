import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addGatehouse, newApp } from './app';
import { builtArtifacts } from './artifacts';
import { combinationsOfPages } from './stages/combinations';

const artifacts = builtArtifacts(join(__dirname, '../../..'), 'bundles');
const out = mkdtempSync(join(tmpdir(), 'gatehouse-synth-'));
let failed = 0;
for (const { name, stage } of combinationsOfPages) {
  const started = performance.now();
  let result: string;
  try {
    const app = newApp({ outdir: join(out, name.replaceAll(' ', '-')) });
    addGatehouse(app, stage, artifacts);
    result = `${app.synth().stacks.length} stacks`;
  } catch (error) {
    failed++;
    result = `FAILED ${String(error)}`;
  }
  process.stdout.write(`${name}: ${result}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}
rmSync(out, { recursive: true });
process.exitCode = failed > 0 ? 1 : 0;
