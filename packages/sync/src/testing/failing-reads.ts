import type { SqlPool } from '../store/sql-pool.ts';

export interface FailingReads extends SqlPool {
  /** How many were made to fail. */
  failed: number;
  /** From now on all is well. */
  heal(): void;
}

// A database that is away, one that is asked too much, and data that cannot be read.
const codes = ['57P01', '57014', undefined, '22P05'];

/** A database whose answers do not come, now and then; `only` what the database itself is to blame for. */
export function failingReads(
  real: SqlPool,
  random: () => number,
  { share = 0.3, only = codes.length } = {},
): FailingReads {
  let well = false;
  const failing = {
    failed: 0,
    heal: () => {
      well = true;
    },
    async query(asked: unknown) {
      if (!well && random() < share) {
        failing.failed += 1;
        const code = codes[Math.floor(random() * only)];
        throw Object.assign(new Error('made to fail'), code ? { code } : {});
      }
      return real.query(asked as never);
    },
  };
  return failing as unknown as FailingReads;
}

/** For controls: the mistake of taking a log that could not be read for an empty one. */
export function emptyWhenFailing(real: SqlPool): SqlPool {
  const query = async (asked: { name?: string; values: unknown[] }) => {
    const answer = await real.query(asked as never);
    if (asked.name !== 'sync_read_log') return answer;
    const rows = answer.rows as { to: number | null }[];
    const nothing = { counts: [1], lengths: [2], data: Buffer.from([0, 0]), parts: null };
    return { rows: rows.map(({ to }) => (to === null ? { to } : { to, ...nothing })) };
  };
  return { query } as unknown as SqlPool;
}
