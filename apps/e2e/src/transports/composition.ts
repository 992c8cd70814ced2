import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@gatehouse/workspace';
import { parse } from 'yaml';

/** A service of compose.yaml. */
export interface ComposedService {
  readonly build: { readonly context: string; readonly dockerfile: string; readonly target?: string };
  readonly command?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
}

const file = readFileSync(join(workspaceRoot, 'compose.yaml'), 'utf8');

/** What compose.yaml says of the services that are built here. */
export const composition = (
  parse(file, { merge: true }) as { services: Record<'tables' | 'auth' | 'messages', ComposedService> }
).services;
