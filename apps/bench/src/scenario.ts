/** What is measured of a case, under names that its scenario's `metrics` explain. */
export type Sample = Readonly<Record<string, number>>;

/** How a measured number is read. */
export interface Metric {
  readonly unit: string;
  /** Neither, where the number only tells whether the others can be believed. */
  readonly better?: 'more' | 'less';
  readonly digits?: number;
}

/** What a contender's number has to be, at least or at most: how many times the other one's, or in the unit of the metric. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** The contender's number, over that of the other one where there is one, each under its own load, and the bar for it. */
export interface Target {
  readonly metric: string;
  readonly of: CaseName;
  readonly over?: CaseName;
  readonly bar: Bar;
}

/** Who is measured, doing what. */
export interface CaseName {
  readonly contender: string;
  readonly load: string;
}

/** One thing to measure again and again, in turns with the others of its scenario. */
export interface Case extends CaseName {
  /** Throws unless the contender does the work that it is about to be measured at. */
  prove(): Promise<void>;
  /** Runs it until it is as fast as it gets; nothing where being cold is the point. */
  warmUp(): Promise<void>;
  measure(round: number): Promise<Sample>;
}

/** A scenario with its processes running. */
export interface OpenScenario {
  readonly cases: readonly Case[];
  close(): Promise<void>;
}

/** Cases that are worth comparing with each other. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly targets: readonly Target[];
  open(settings: Settings): Promise<OpenScenario>;
}

/** How long to measure. */
export interface Settings {
  /** How often everything is started anew: two processes of the same program differ by more than their rounds do. */
  readonly processes: number;
  /** How often each case is measured in the same processes. */
  readonly rounds: number;
  /** The longest that one measurement of one round may take. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Contenders and loads to measure; all of them if empty. Targets that need a case left out are not judged. */
  readonly only: readonly string[];
  readonly loads: readonly string[];
  /** Where a CPU profile of each server goes, if anywhere. */
  readonly profiles?: string | undefined;
}
