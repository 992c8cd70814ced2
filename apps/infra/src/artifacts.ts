import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type Service } from './services/service';

/** What is deployed, and what each service says of itself. */
export interface Artifacts {
  code(app: 'auth' | 'messages' | 'authorizer'): Code;
  image(app: Service['name']): ContainerImage;
  /** Its route manifest, not yet read. */
  manifest(app: Service['name']): unknown;
}

/** A file that a build makes is not there. */
export class MissingArtifactError extends Error {
  constructor(path: string, command: string) {
    super(`${path} is missing: run ${command} first.`);
    this.name = 'MissingArtifactError';
  }
}

/** How a function's code is given: for a look, as it was bundled for this machine; to be deployed, packed for arm64. */
export type CodeForm = 'bundles' | 'packages';

/** What the workspace's own builds made. */
export function builtArtifacts(workspace: string, form: CodeForm): Artifacts {
  const made = (path: string, command: string) => {
    const absolute = join(workspace, path);
    if (!existsSync(absolute)) throw new MissingArtifactError(path, command);
    return absolute;
  };
  const packed = { auth: 'auth-arm64.zip', authorizer: 'authorizer.zip', messages: 'messages.zip' };
  return {
    code: (app) =>
      Code.fromAsset(
        form === 'packages'
          ? made(`dist/packages/${packed[app]}`, `nx package ${app}`)
          : made(`dist/apps/${app}`, `nx build ${app}`),
      ),
    image: (app) =>
      ContainerImage.fromAsset(workspace, {
        file: `apps/${app}/Dockerfile`,
        platform: Platform.LINUX_ARM64,
        // Besides what .dockerignore names: what no service is built from shall not make a new image of it.
        exclude: ['.github', 'apps/infra', 'docs', '**/*.md'],
      }),
    // Kept with the sources: `routes-check` fails where it is not what the decorators say.
    manifest: (app) => JSON.parse(readFileSync(join(workspace, `apps/${app}/routes.json`), 'utf8')) as unknown,
  };
}
