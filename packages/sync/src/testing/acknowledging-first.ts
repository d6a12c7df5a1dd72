import { setTimeout as wait } from 'node:timers/promises';
import type { SqlPool } from '../store/sql-pool.ts';

/** Of an array as PostgreSQL reads it. */
export const numbersIn = (text: unknown) => String(text).slice(1, -1).split(',').map(Number);

/** For controls: a log that says it is written before it is, as engines do that save now and then. */
export function acknowledgingFirst(real: SqlPool, lateMs = 400): SqlPool {
  const heads = new Map<number, number>();
  const headOf = async (id: number) => {
    const text = 'select head::float8 as head from sync.doc where id = $1';
    const { rows } = await real.query<{ head: number }>({ text, values: [id] });
    return rows[0]!.head;
  };
  let order = Promise.resolve();
  const query = async (asked: { name?: string; values: unknown[] }) => {
    const [ids, , updates] = asked.values.slice(0, 3).map(numbersIn) as [
      number[],
      number[],
      number[],
    ];
    for (const id of ids) if (!heads.has(id)) heads.set(id, await headOf(id));
    const rows = ids.map((id, i) => {
      const head = heads.get(id)! + updates[i]!;
      heads.set(id, head);
      return { id, head, at: Date.now() };
    });
    order = order.then(async () => {
      await wait(lateMs);
      await real.query(asked as never);
    });
    return { rows };
  };
  return { query } as unknown as SqlPool;
}
