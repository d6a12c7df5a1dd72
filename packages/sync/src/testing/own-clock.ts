import type { SqlPool } from '../store/sql-pool.ts';

/** For controls: a hub that goes by the clock of its machine wherever it should ask the database. */
export function byOwnClock(real: SqlPool): SqlPool {
  const query = (asked: { name?: string; text: string; values?: unknown[] }) => {
    const text = asked.text.replaceAll(
      'sync.now()',
      `'${new Date(Date.now()).toISOString()}'::timestamptz`,
    );
    // Without its name: the text is another each time.
    return real.query({ text, values: asked.values ?? [] } as never);
  };
  return { query } as unknown as SqlPool;
}
