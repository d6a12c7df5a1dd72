import { type AllFigures, type Counts, sumOf, totalOf } from './fault-figures.ts';

/** What a night must reach, or must not exceed. */
export interface NightCount {
  what: string;
  night: number;
  /** As the tests write it. */
  key: string;
  /** The more the better, unless it is a time. */
  atMost?: true;
  count(all: AllFigures): number;
}

const kinds = (all: AllFigures, kind: 'kills' | 'also'): Counts =>
  sumOf(all.map(([, figures]) => figures[kind]));
const killed = (target: string, night: number): NightCount => ({
  what: `kills of ${target}`,
  night,
  key: target,
  count: (all) => kinds(all, 'kills')[target] ?? 0,
});
const also = (what: string, night: number): NightCount => ({
  what,
  night,
  key: what,
  count: (all) => kinds(all, 'also')[what] ?? 0,
});
const roundsOf = (test: string, what: string, night: number): NightCount => ({
  what,
  night,
  key: test,
  count: (all) => all.find(([name]) => name === test)?.[1].rounds?.done ?? 0,
});
const atMost = (test: string, what: string, night: number): NightCount => ({
  what,
  night,
  key: what,
  atMost: true,
  count: (all) => all.find(([name]) => name === test)?.[1].measured?.[what] ?? Infinity,
});

export const nightCounts: readonly NightCount[] = [
  {
    what: 'edits acknowledged',
    night: 1_000_000,
    key: 'acknowledged',
    count: (all) => totalOf(all, 'acknowledged'),
  },
  killed('hub', 1000),
  killed('PostgreSQL', 200),
  killed('submitting API', 1000),
  killed('worker', 500),
  also('power cuts', 100),
  {
    what: 'edits acknowledged before a power cut',
    night: 100_000,
    key: 'power',
    count: (all) => all.find(([name]) => name === 'power')?.[1].acknowledged ?? 0,
  },
  also('seeds that converged', 10_000),
  also('lines cut in the middle of an edit', 500),
  also('captured frames sent again', 10_000),
  also('rights withdrawn', 1000),
  also('races', 400),
  also('documents of today under an editor of yesterday', 100),
  roundsOf('rolling-restart', 'rolling restarts', 100),
  also('mutated updates scanned', 5_000_000),
  also('mutated frames through sockets', 200_000),
  atMost('rolling-restart', 'without service p99, ms', 5000),
  atMost('withdrawn-told', 'heard after a withdrawal p99, ms', 2000),
  atMost('withdrawn-cut-off', 'heard after a withdrawal at most, ms', 5000),
];

export interface Reached extends NightCount {
  wanted: number;
  counted: number;
  enough: boolean;
}

/** How far a run came that was to do this share of a night. */
export function reached(all: AllFigures, scale: number): Reached[] {
  return nightCounts.map((each) => {
    const wanted = each.atMost ? each.night : Math.max(1, Math.ceil(each.night * scale));
    const counted = each.count(all);
    return {
      ...each,
      wanted,
      counted,
      enough: each.atMost ? counted <= wanted : counted >= wanted,
    };
  });
}
