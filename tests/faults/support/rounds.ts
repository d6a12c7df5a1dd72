const long = Boolean(process.env.SAMSPEL_LONG);
const minutes = Number(process.env.SAMSPEL_MINUTES ?? 0);

export interface Rounds {
  /** Whether another is due; asked between two, where everything stands still. */
  due(): boolean;
  done: number;
  /** For the report: how many of how many. */
  figures(): { done: number; here: number; night: number };
}

/**
 * How often something is done here (in continuous integration) and in a night. `share` is its part of
 * the minutes of a bounded night (`pnpm faults --long --minutes N`), which ends it early.
 */
export function rounds(here: number, night: number, share = 0.05): Rounds {
  const wanted = long ? night : here;
  const ends = long && minutes > 0 ? performance.now() + minutes * 60_000 * share : Infinity;
  const counted: Rounds = {
    done: 0,
    due: () => counted.done < wanted && performance.now() < ends,
    figures: () => ({ done: counted.done, here, night }),
  };
  return counted;
}
