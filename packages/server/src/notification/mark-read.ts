import { sql } from 'kysely';
import { type Context, withActor } from '../command.ts';
import type { MarkRead } from './inputs.ts';

/** Marks one's own notifications as read; others' ids are simply not there. */
export async function markRead(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  input: MarkRead,
): Promise<void> {
  if (actor.kind !== 'person') return;
  await withActor(db, actor, async (trx) => {
    const own = trx
      .updateTable('notification')
      .set({ readAt: sql<Date>`samspel.now()` })
      .where('personId', '=', actor.personId)
      .where('readAt', 'is', null);
    await ('ids' in input ? own.where('id', 'in', input.ids) : own).execute();
  });
}
