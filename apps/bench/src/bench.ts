import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coldStart } from './cold-start/cold-start';
import { guardedRoute } from './guarded-route/guarded-route';
import { page } from './page/page';
import { reportOf, tablesOf } from './report';
import { joined, runRounds, type Series } from './rounds';
import type { Scenario, Settings } from './scenario';

const SCENARIOS: readonly Scenario[] = [guardedRoute, coldStart, page];
const RESULTS = join('dist', 'bench');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      processes: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1' },
      'warm-up': { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: [] },
      load: { type: 'string', multiple: true, default: [] },
      profile: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    throw new Error(`no scenario ${unknown.join(', ')}; there are ${SCENARIOS.map(({ name }) => name).join(', ')}`);
  }
  const settings: Settings = {
    processes: positive('processes', values.processes),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    warmUpSeconds: positive('warm-up', values['warm-up']),
    only: values.only,
    loads: values.load,
    profiles: values.profile ? join(RESULTS, 'profiles') : undefined,
  };
  mkdirSync(RESULTS, { recursive: true });
  for (const scenario of SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    await run(scenario, settings);
  }
}

async function run(scenario: Scenario, settings: Settings): Promise<void> {
  const tell = (progress: string): void => void process.stderr.write(`${scenario.name}: ${progress}\n`);
  const runs: (readonly Series[])[] = [];
  for (let run = 1; run <= settings.processes; run++) {
    tell(`processes ${run} of ${settings.processes}`);
    const open = await scenario.open(settings);
    try {
      runs.push(await runRounds(open, settings, tell));
    } finally {
      await open.close();
    }
  }
  const report = reportOf(scenario, joined(runs), settings);
  const tables = tablesOf(report, scenario);
  writeFileSync(join(RESULTS, `${scenario.name}.json`), JSON.stringify(report, null, 2));
  writeFileSync(join(RESULTS, `${scenario.name}.md`), `${tables}\n`);
  console.log(`\n${tables}\n`);
}

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0`);
  return number;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
