import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@gatehouse/workspace';
import { parse } from 'yaml';

/** A service of compose.yaml. */
export interface ComposedService {
  readonly build: {
    readonly context: string;
    readonly dockerfile: string;
    readonly target?: string;
    readonly args?: Readonly<Record<string, string | number>>;
  };
  readonly command?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
}

const file = readFileSync(join(workspaceRoot, 'compose.yaml'), 'utf8');

const composed = (parse(file, { merge: true }) as { services: Record<string, ComposedService> }).services;

/** What compose.yaml says of a service that is built here. */
export function composition(service: string): ComposedService {
  const found = composed[service];
  if (!found) throw new Error(`compose.yaml has no ${service}`);
  return found;
}
