import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/** A function and what it is asked first. */
export interface ColdStart {
  /** The module that exports its handler. */
  readonly module: string;
  readonly event: object;
  readonly environment: Readonly<Record<string, string>>;
}

export interface FirstAnswer {
  readonly answer: Readonly<Record<string, unknown>>;
  /** Milliseconds from the start of the process to its first answer, and the processor time it took until then. */
  readonly elapsed: number;
  readonly cpu: number;
}

// Milliseconds.
const longest = 20_000;

/** Starts a function in a process of its own and asks it once. */
export async function firstAnswer(start: ColdStart, profiles: string | undefined): Promise<FirstAnswer> {
  const { module, event, environment } = start;
  const script = join(__dirname, 'cold-start', 'first-answer.mjs');
  const options = profiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profiles];
  const begun = process.hrtime.bigint();
  const child = spawn(
    process.execPath,
    [...options, script, pathToFileURL(resolve(module)).href, JSON.stringify(event)],
    { env: { NODE_ENV: 'production', ...environment }, stdio: ['ignore', 'pipe', 'inherit'], timeout: longest },
  );
  const [output, [code]] = (await Promise.all([text(child.stdout), once(child, 'close')])) as [string, [number]];
  if (code !== 0) throw new Error(`${module} ended with ${code} and no answer`);
  const { answeredAt, cpu, answer } = JSON.parse(output) as {
    answeredAt: string;
    cpu: number;
    answer: FirstAnswer['answer'];
  };
  return { answer, cpu, elapsed: Number(BigInt(answeredAt) - begun) / 1e6 };
}
