import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A process, its children and theirs on Linux: the name of each, by its id. */
export function processesOf(root: number): Map<number, string> {
  const found = new Map([[root, nameOf(root)]]);
  const parents = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({ id: Number(entry), parent: Number(statusOf(Number(entry), 'PPid')) }));
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { id, parent } of parents) if (found.has(parent)) found.set(id, nameOf(id));
  }
  return found;
}

/** Resident memory of a process, in MB. */
export function residentMemory(id: number): number {
  return Math.round(parseInt(statusOf(id, 'VmRSS'), 10) / 1024);
}

function statusOf(id: number, field: string): string {
  try {
    return new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    // It ended since the folder was read.
    return '';
  }
}

/** The application that a process runs (`auth`), else the name of its file (`start`). */
function nameOf(id: number): string {
  const script = readFileSync(`/proc/${id}/cmdline`, 'utf8')
    .split('\0')
    .findLast((word) => word.endsWith('.ts'));
  const name = basename(script ?? `${id}`, '.ts');
  return name === 'main' ? basename(dirname(dirname(script ?? ''))) : name;
}
