/** Settings of the local engine as a process of its own, for `nx serve`. */
export function localEngineSettings(environment: NodeJS.ProcessEnv = process.env) {
  return {
    port: Number(environment['DYNAMODB_PORT'] ?? 8000),
    dataDir: environment['DATA_DIR'] ?? '.data',
    prefix: environment['TABLE_PREFIX'] ?? 'gatehouse-',
  };
}
