import type { Fleet } from '../load/fleet.ts';
import type { BenchPostgres } from '../machine/postgres.ts';
import type { RunningSubject, Subject } from '../subjects/subject.ts';

/** One number of a result: what it is, and which way it leans. */
export interface Figure {
  key: string;
  label: string;
  unit: 'ms' | '/s' | 'µs' | 'kB' | 'MB' | '%' | '' | 's';
  better: 'more' | 'less';
  /** One sentence: what makes it look better or worse than it is. */
  bias: string;
  /** Ratios to the reference are not shown where they say nothing. */
  ratio?: boolean;
}

export type Figures = Record<string, number>;

export interface Stage {
  fleet: Fleet;
  /** A load process that has done nothing yet. */
  newcomer(): Promise<Fleet>;
  postgres: BenchPostgres;
  /** Counted on: documents have names of their own in every repetition. */
  repetition: number;
  /** Fewer and shorter measurements; `check`: so short that only a net is wanted. */
  quick: boolean;
  check: boolean;
  trace: string | null;
  say(line: string): void;
  /** Remembers something about the conditions, for the report. */
  note(key: string, value: string): void;
}

export interface Workload {
  id: string;
  title: string;
  /** What is done, in a sentence or two. */
  does: string;
  quick: boolean;
  /** In the first repetition alone: it is long. */
  once?: boolean;
  figures: readonly Figure[];
  fits(subject: Subject): boolean;
  measure(running: RunningSubject, stage: Stage): Promise<Figures>;
}
