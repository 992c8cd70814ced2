import { resolve } from 'node:path';

/** What the caller set; an empty variable counts as unset. */
export const given: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(process.env).filter(([, value]) => value !== ''),
);

/** The folder of the local state, and whether it is the default one. */
export const dataFolder = {
  path: resolve(given['DATA_DIR'] ?? '.data'),
  isDefault: given['DATA_DIR'] === undefined,
};

/** Whether the caller says where the store is. An empty `DYNAMODB_ENDPOINT` says that it is AWS's. */
export const namesStore = process.env['DYNAMODB_ENDPOINT'] !== undefined;
