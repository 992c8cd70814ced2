import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { findStore, type RunningStore } from '@gatehouse/dynamodb/local';
import { dynamoDbEnvironment } from '@gatehouse/service';
import { AdminError } from './command';

type Environment = Record<string, string | undefined>;

const localDefaults = join(__dirname, '../../../../libs/workspace/local.env');

/**
 * The environment of a command: what the caller set, before what runs on `DATA_DIR`, before the defaults for local work. Throws
 * `AdminError` where the caller names no store and none runs. What a command answers is for pipes, so all else goes to stderr.
 */
export async function adminEnvironment(): Promise<Environment> {
  const { DYNAMODB_ENDPOINT: endpoint, ...others } = process.env;
  const given = endpoint ? { ...others, DYNAMODB_ENDPOINT: endpoint } : others;
  const defaults = parseEnv(readFileSync(localDefaults, 'utf8'));
  const dataDir = resolve(given['DATA_DIR'] || '.data');
  return { ...defaults, ...(await storeOf(given, dataDir)), ...given, LOG_TO: 'stderr' };
}

/** What of the environment follows from the store. */
async function storeOf(given: Environment, dataDir: string): Promise<Environment> {
  const found = await findStore(dataDir);
  if (process.env['DYNAMODB_ENDPOINT'] === undefined) {
    if (!found?.runs) throw new AdminError(noStore(dataDir, found?.store));
    return variablesOf(found.store);
  }
  const endpoint = given['DYNAMODB_ENDPOINT'];
  // Empty: AWS, whose signing keys are never those of this machine by default.
  if (endpoint === undefined) return {};
  if (found?.runs && found.store.endpoint === endpoint) return variablesOf(found.store);
  return { SIGNING_KEYS: `file:${join(dataDir, 'signing-keys.json')}` };
}

function variablesOf({ endpoint, tablePrefix, signingKeys, issuer }: RunningStore): Environment {
  return { DYNAMODB_ENDPOINT: endpoint, TABLE_PREFIX: tablePrefix, SIGNING_KEYS: signingKeys, AUTH_ISSUER: issuer };
}

function noStore(dataDir: string, ended: RunningStore | undefined): string {
  const last = ended ? ` The last one was at ${ended.endpoint}, and its process ${ended.pid} has ended.` : '';
  return (
    `No store is running for ${dataDir}.${last}\n` +
    'Start it with `npm start`, set DATA_DIR to the folder of the one that runs, or set DYNAMODB_ENDPOINT (empty for AWS).'
  );
}

/** Says which store and which signing keys a command talks to. */
export function targetOf(environment: Environment): string[] {
  const { DYNAMODB_ENDPOINT: endpoint, SIGNING_KEYS: keys, AWS_REGION, AWS_DEFAULT_REGION } = environment;
  const region = AWS_REGION ?? AWS_DEFAULT_REGION ?? 'the region of the AWS profile';
  const tables = environment['TABLE_PREFIX'] ?? dynamoDbEnvironment.TABLE_PREFIX.parse(undefined);
  return [
    `Store: ${endpoint ?? `DynamoDB of AWS in ${region}`}, tables ${tables}*`,
    `Signing keys: ${keys ?? 'none, SIGNING_KEYS is not set'}`,
  ];
}
