import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import { addGatehouse, newApp } from '../app';
import { type Artifacts } from '../artifacts';
import { type Choices, chosenStage } from '../stages/choice';
import { type StageConfig } from '../stages/stage';
import { cards, manifestOf } from './cards';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-infra-'));
const bundle = join(folder, 'bundle');
mkdirSync(bundle);
writeFileSync(join(bundle, 'index.js'), 'exports.handler = async () => ({ statusCode: 204 });');
writeFileSync(join(bundle, 'Dockerfile'), 'FROM scratch');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Cards of three services, and a small file in place of each bundle. */
export const artifacts: Artifacts = {
  cards,
  code: () => Code.fromAsset(bundle),
  image: () => ContainerImage.fromAsset(bundle),
  page: () => Source.asset(bundle),
  manifest: manifestOf,
};

/** An app with a stage in it, not yet synthesised. */
export function gatehouse(stage: string, choices: Partial<Choices> = {}, given: Artifacts = artifacts): App {
  return gatehouseOf(chosenStage(stage, choices), given);
}

/** The same for any configuration. */
export function gatehouseOf(
  stage: StageConfig,
  given: Artifacts = artifacts,
  context: Readonly<Record<string, string>> = {},
): App {
  const app = newApp({ outdir: mkdtempSync(join(folder, 'out-')), context });
  addGatehouse(app, stage, given);
  return app;
}

/** The templates of an app by concern, `data`, `http-api` …; made with every check that synth has to pass. */
export function templatesOf(app: App): Record<string, Template> {
  return Object.fromEntries(
    app.node.children
      .filter((child): child is Stack => 'stackName' in child)
      .map((stack) => [stack.node.id.replace(/^gatehouse-[a-z]+-/, ''), Template.fromStack(stack)]),
  );
}
