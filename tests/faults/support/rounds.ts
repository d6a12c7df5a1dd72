/** A night's run, or some of it. */
export const long = Boolean(process.env.SAMSPEL_LONG);
const minutes = Number(process.env.SAMSPEL_MINUTES ?? 0);
const scale = Number(process.env.SAMSPEL_SCALE ?? 1);
// Tests whose timers are not real ask for rounds, too.
const now = performance.now.bind(performance);

/** How much of something a run of continuous integration takes, and a night, or its share of one. */
export const amount = (here: number, night: number): number =>
  long ? Math.max(1, Math.ceil(night * scale)) : here;

export interface Rounds {
  /**
   * Whether another is due; asked between two, where everything stands still. With `enough` false there
   * is always another, until the time is over: for what is counted in something else than rounds.
   */
  due(enough?: boolean): boolean;
  done: number;
  /** For the report: how many of how many. */
  figures(): { done: number; here: number; night: number };
}

/**
 * How often something is done here (in continuous integration) and in a night. `share` is its part of
 * the minutes of a bounded night (`pnpm faults --long --minutes N`), which ends it early.
 */
export function rounds(here: number, night: number, share = 0.05): Rounds {
  const wanted = amount(here, night);
  const ends = long && minutes > 0 ? now() + minutes * 60_000 * share : Infinity;
  const counted: Rounds = {
    done: 0,
    due: (enough = true) => (counted.done < wanted || !enough) && now() < ends,
    figures: () => ({ done: counted.done, here, night }),
  };
  return counted;
}
