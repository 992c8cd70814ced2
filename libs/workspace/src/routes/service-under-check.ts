import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer, type TestIssuer } from '@gatehouse/access-token/testing';
import { type AccessTokenVerifier, createAccessTokenVerifier, type RouteDemand } from '@gatehouse/access-token';
import { ACCESS_TOKEN_VERIFIER } from '@gatehouse/auth';
import { createService, routeManifest, type ServiceDefinition } from '@gatehouse/service';
import { localDefaults, workspaceRoot } from '../start/local-services';

/** A service of this workspace that runs without its store, to be asked for its routes. */
export interface ServiceUnderCheck {
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly definition: ServiceDefinition;
  readonly routes: readonly RouteDemand[];
  close(): Promise<void>;
}

/** Finds the definition that an app's `service.ts` exports. */
export function definitionOf(project: string): ServiceDefinition {
  // Apps are named by the caller: nothing here depends on one of them.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const exported = require(join(workspaceRoot, 'apps', project, 'src/service.ts')) as Record<string, ServiceDefinition>;
  const found = Object.values(exported).find((value) => typeof value === 'object' && 'card' in value);
  if (found === undefined) throw new Error(`apps/${project}/src/service.ts exports no ServiceDefinition`);
  return found;
}

/** The settings without a default, with the values of local work: optional ones stay as a deployment finds them. */
function requiredSettings(project: string, { environment }: ServiceDefinition): Record<string, string> {
  const local = localDefaults(project);
  const missing = new Set(environment.safeParse({}).error?.issues.map(({ path }) => String(path[0])));
  return Object.fromEntries(Object.entries(local).filter(([name]) => missing.has(name)));
}

/** The issuer's keys as the authorization server keeps them, which takes only what its own keys signed. */
function signingKeysOf({ keys }: TestIssuer): string {
  return JSON.stringify({
    keys: keys.map(({ kid, algorithm, privateKey }) => ({
      kid,
      activeFrom: 0,
      jwk: { ...privateKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
    })),
  });
}

/** Starts a service that trusts a test issuer and whose store answers nothing, with the given settings besides. */
export async function startUnderCheck(
  project: string,
  settings: Readonly<Record<string, string>>,
): Promise<ServiceUnderCheck> {
  const definition = definitionOf(project);
  const state = await mkdtemp(join(tmpdir(), 'gatehouse-routes-'));
  const issuer = await createTestIssuer();
  const signingKeys = join(state, 'signing-keys.json');
  await writeFile(signingKeys, signingKeysOf(issuer));
  const app = await createService(definition, {
    ...requiredSettings(project, definition),
    DATA_DIR: state,
    SIGNING_KEYS: `file:${signingKeys}`,
    ...settings,
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUTH_ISSUER: issuer.issuer,
    AUTH_AUDIENCE: issuer.audience,
    AUTH_RESOURCE: `https://api.example.com${definition.card.basePath}`,
    // Nothing listens on the discard port: no probe reaches a store.
    DYNAMODB_ENDPOINT: 'http://127.0.0.1:9',
  });
  // No store answers, so none is asked whether a token still counts: what is checked is what the guards demand of it.
  const { issuer: name, audience, jwksUri } = issuer;
  const verifier = createAccessTokenVerifier({ issuers: [{ issuer: name, audience, jwksUri }] });
  Object.assign(app.get<AccessTokenVerifier>(ACCESS_TOKEN_VERIFIER, { strict: false }), verifier);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    issuer,
    definition,
    routes: routeManifest(definition, app),
    close: async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
      await issuer.close();
      await rm(state, { recursive: true, force: true });
    },
  };
}
