import { sql } from 'kysely';
import { withActor } from '../../command.ts';
import type { Db } from '../../database.ts';
import { type Deciding, decideOrHandBack, handBackSubmission } from './hand-back-submission.ts';

/** With half a minute between them nobody stays frozen much longer than two minutes. */
const attemptsMax = 5;
const batch = 50;

/**
 * Decides intents whose process was cut off between receiving and deciding. Called every few seconds by
 * the worker; one that cannot be decided holds no other, and after a few attempts is handed back.
 */
export async function finishStaleIntents(
  context: Deciding,
  olderThanSeconds = 30,
): Promise<number> {
  let finished = 0;
  for (const id of await staleIntents(context.db, olderThanSeconds)) {
    try {
      if (await finishIntent(context, id)) finished += 1;
    } catch (error) {
      context.log.error({ err: error, intent: id }, 'a submission could not be decided');
    }
  }
  return finished;
}

/** Those not yet tried first: what fails again and again starves nobody. */
async function staleIntents(db: Db, olderThanSeconds: number): Promise<string[]> {
  const rows = await withActor(db, { kind: 'system' }, (trx) =>
    trx
      .selectFrom('submitIntent')
      .select('id')
      .where('state', '=', 'received')
      .where(
        sql<Date>`coalesce(last_attempt_at, received_at)`,
        '<=',
        sql<Date>`samspel.now() - ${olderThanSeconds} * interval '1 second'`,
      )
      .orderBy('lastAttemptAt', (order) => order.asc().nullsFirst())
      .orderBy('receivedAt')
      .limit(batch)
      .execute(),
  );
  return rows.map(({ id }) => id);
}

async function finishIntent(context: Deciding, id: string): Promise<boolean> {
  const attempt = await beginAttempt(context.db, id);
  if (attempt === null) return false;
  if (attempt > attemptsMax) {
    await handBackSubmission(context, id, new Error('every attempt was cut off'));
    return true;
  }
  try {
    await decideOrHandBack(context, id);
  } catch (error) {
    if (attempt < attemptsMax) throw error;
    await handBackSubmission(context, id, error);
  }
  return true;
}

/**
 * Counted before it is tried, so that an attempt which kills the process counts as well. Null when it is
 * decided, or being decided by somebody else.
 */
async function beginAttempt(db: Db, id: string): Promise<number | null> {
  const row = await withActor(db, { kind: 'system' }, (trx) =>
    trx
      .updateTable('submitIntent')
      .set((eb) => ({
        attempts: eb('attempts', '+', 1),
        lastAttemptAt: sql<Date>`samspel.now()`,
      }))
      .where('id', '=', (eb) =>
        eb
          .selectFrom('submitIntent')
          .select('id')
          .where('id', '=', id)
          .where('state', '=', 'received')
          .forUpdate()
          .skipLocked(),
      )
      .returning('attempts')
      .executeTakeFirst(),
  );
  return row?.attempts ?? null;
}
