import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addGatehouse, newApp } from './app';
import { builtArtifacts } from './artifacts';
import { type Choices, chosenStage, stages } from './stages/choice';
import { type StageConfig } from './stages/stage';

const external = { issuer: 'https://issuer.example.com', audience: 'api', jwksUri: 'https://issuer.example.com/jwks' };

const identities: StageConfig['identity'][] = ['gatehouse', 'cognito', external];
const ways: Partial<Choices>[] = [
  { compute: 'serverless', api: 'http' },
  { compute: 'serverless', api: 'rest', authorizer: 'lambda' },
  { compute: 'serverless', api: 'rest', authorizer: 'cognito' },
  { compute: 'containers', targets: 'fargate' },
  { compute: 'containers', targets: 'lambda' },
  { compute: 'both', api: 'http' },
  { compute: 'both', api: 'rest', authorizer: 'lambda' },
];

const artifacts = builtArtifacts(join(__dirname, '../../..'), 'bundles');
const out = mkdtempSync(join(tmpdir(), 'gatehouse-synth-'));
let failed = 0;
for (const stage of Object.keys(stages)) {
  for (const identity of identities) {
    for (const way of ways) {
      const named = typeof identity === 'string' ? identity : JSON.stringify(identity);
      const what = [stage, typeof identity === 'string' ? identity : 'external', ...Object.values(way)].join(' ');
      const started = performance.now();
      let result = 'refused';
      try {
        const choices = { ...way, identity: named };
        if (isPossible(stage, choices)) {
          const app = newApp({ outdir: join(out, what.replaceAll(' ', '-')) });
          addGatehouse(app, chosenStage(stage, choices), artifacts);
          result = `${app.synth().stacks.length} stacks`;
        }
      } catch (error) {
        failed++;
        result = `FAILED ${String(error)}`;
      }
      process.stdout.write(`${what}: ${result}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    }
  }
}
rmSync(out, { recursive: true });
process.exitCode = failed > 0 ? 1 : 0;

/** Combinations that a stage's check refuses: Cognito's authorizer without Cognito, a web ACL before an HTTP API. */
function isPossible(stage: string, { api, authorizer, identity, compute }: Partial<Choices>): boolean {
  if (authorizer === 'cognito' && identity !== 'cognito') return false;
  return !(api === 'http' && compute !== 'containers' && stages[stage]?.waf);
}
