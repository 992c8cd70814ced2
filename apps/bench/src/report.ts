import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Series } from './rounds';
import type { Bar, CaseName, Scenario, Settings, Target } from './scenario';
import { ratioOf, type Spread, spreadOf } from './statistics';

/** Where and when numbers were measured; without it they mean nothing. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
}

export interface TargetResult {
  readonly name: string;
  readonly bar: Bar;
  /** A ratio, or the number itself. */
  readonly measured: Spread;
  readonly digits: number;
  readonly met: boolean;
}

/** All that a run of a scenario found, as it is written to its JSON file. */
export interface Report {
  readonly scenario: string;
  readonly machine: Machine;
  readonly settings: Settings;
  readonly cases: readonly (CaseName & {
    readonly metrics: Readonly<Record<string, Spread>>;
    readonly samples: Series['samples'];
  })[];
  readonly targets: readonly TargetResult[];
}

export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

export function reportOf(scenario: Scenario, series: readonly Series[], settings: Settings): Report {
  const find = ({ contender, load }: CaseName): Series | undefined =>
    series.find((each) => each.contender === contender && each.load === load);
  return {
    scenario: scenario.name,
    machine: machine(),
    settings,
    cases: series.map(({ contender, load, samples }) => ({
      contender,
      load,
      metrics: Object.fromEntries(
        Object.keys(scenario.metrics).map((metric) => [metric, spreadOf(numbers(samples, metric))]),
      ),
      samples,
    })),
    targets: scenario.targets.flatMap((target) => {
      const [of, over] = [find(target.of), target.over && find(target.over)];
      if (of === undefined || (target.over && over === undefined)) return [];
      return [judge(target, of, over, scenario.metrics[target.metric]?.digits ?? 0)];
    }),
  };
}

function judge({ metric, bar }: Target, of: Series, over: Series | undefined, digits: number): TargetResult {
  const own = numbers(of.samples, metric);
  const measured = over ? ratioOf(own, numbers(over.samples, metric)) : spreadOf(own);
  const name = `${metric}: ${nameOf(of)}${over ? ` / ${nameOf(over)}` : ''}`;
  const met = 'atLeast' in bar ? measured.median >= bar.atLeast : measured.median <= bar.atMost;
  return { name, bar, measured, met, digits: over ? 2 : digits };
}

function numbers(samples: Series['samples'], metric: string): readonly number[] {
  return samples.map((sample) => sample[metric] as number);
}

/** The report as Markdown: a table of the cases, and one of the targets. */
export function tablesOf(report: Report, { title, metrics }: Scenario): string {
  const { date, node, cpu, cores, memoryGiB } = report.machine;
  const { processes, rounds, seconds } = report.settings;
  const names = Object.keys(metrics);
  const cases = report.cases.map((each) => [
    each.contender,
    each.load,
    ...names.map((name) => written(each.metrics[name] as Spread, metrics[name]?.digits ?? 0)),
  ]);
  const targets = report.targets.map(({ name, bar, measured, met, digits }) => [
    name,
    'atLeast' in bar ? `at least ${bar.atLeast}` : `at most ${bar.atMost}`,
    written(measured, digits),
    met ? 'met' : 'MISSED',
  ]);
  return [
    `## ${title}`,
    `${date}, Node ${node}, ${cpu} (${cores} cores, ${memoryGiB} GiB), ${processes} processes of ${rounds} rounds of at most ${seconds} s a case, medians (and quartiles)`,
    table(['contender', 'load', ...names.map((name) => `${name} [${metrics[name]?.unit}]`)], cases),
    table(['target', 'bar', 'measured', ''], targets),
  ].join('\n\n');
}

function nameOf({ contender, load }: CaseName): string {
  return `${contender}, ${load}`;
}

function written({ median, lower, upper }: Spread, digits: number): string {
  const number = (value: number): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number(median)} (${number(lower)} to ${number(upper)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, 3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
