import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServiceCard, workspaceCards } from '@gatehouse/service-card';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { containerPort } from './services/service';

/** The services of a workspace, and what its builds make of them. */
export interface Artifacts {
  readonly cards: readonly ServiceCard[];
  code(app: string): Code;
  image(card: ServiceCard): ContainerImage;
  /** The files of the page. */
  page(): ISource;
  /** The route manifest of a service, not yet validated. */
  manifest(app: string): unknown;
}

/** A file that a build makes does not exist. */
export class MissingArtifactError extends Error {
  constructor(path: string, command: string) {
    super(`${path} is missing: run ${command} first.`);
    this.name = 'MissingArtifactError';
  }
}

/** The form of a function's code: as it was bundled for this machine, to be looked at; packed for arm64, to be deployed. */
export type CodeForm = 'bundles' | 'packages';

/** The artifacts that the workspace's own builds make. */
export function builtArtifacts(workspace: string, form: CodeForm): Artifacts {
  const file = (path: string) => join(workspace, path);
  const made = (path: string, command: string) => {
    if (!existsSync(file(path))) throw new MissingArtifactError(path, command);
    return file(path);
  };
  // A package with a native part has its architecture in its name.
  const packageOf = (app: string) =>
    [`dist/packages/${app}-arm64.zip`, `dist/packages/${app}.zip`].find((path) => existsSync(file(path)));
  return {
    cards: workspaceCards(workspace),
    code: (app) =>
      Code.fromAsset(
        form === 'packages'
          ? made(packageOf(app) ?? `dist/packages/${app}.zip`, `nx package ${app}`)
          : made(`dist/apps/${app}`, `nx build ${app}`),
      ),
    image: ({ name }) =>
      ContainerImage.fromAsset(workspace, {
        file: 'libs/workspace/container/Dockerfile',
        buildArgs: { APP: name, PORT: String(containerPort) },
        platform: Platform.LINUX_ARM64,
        // No service is built from these, besides what .dockerignore names: a change in them must not make a new image.
        exclude: ['.github', 'apps/infra', 'docs', '**/*.md'],
      }),
    page: () => {
      made('dist/apps/web/index.html', 'nx build web');
      return Source.asset(file('dist/apps/web'));
    },
    // Kept with the sources: `routes-check` fails where the manifest differs from the decorators.
    manifest: (app) => JSON.parse(readFileSync(file(`apps/${app}/routes.json`), 'utf8')) as unknown,
  };
}
