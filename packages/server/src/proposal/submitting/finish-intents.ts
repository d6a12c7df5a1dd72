import { sql } from 'kysely';
import { type Context, withActor } from '../../command.ts';
import { decideSubmission } from './decide-submission.ts';

/**
 * Decides intents whose process was cut off between receiving and deciding. Called every few seconds by
 * the worker; one intent that cannot be decided does not hold the others.
 */
export async function finishStaleIntents(
  context: Pick<Context, 'db' | 'bus' | 'log'>,
  olderThanSeconds = 30,
): Promise<number> {
  const stale = await withActor(context.db, { kind: 'system' }, (trx) =>
    trx
      .selectFrom('submitIntent')
      .select('id')
      .where('state', '=', 'received')
      .where(
        'receivedAt',
        '<=',
        sql<Date>`samspel.now() - ${olderThanSeconds} * interval '1 second'`,
      )
      .orderBy('receivedAt')
      .limit(50)
      .execute(),
  );
  let finished = 0;
  for (const { id } of stale) {
    try {
      await decideSubmission(context, id);
      finished += 1;
    } catch (error) {
      context.log.error({ err: error, intent: id }, 'a submission could not be decided');
    }
  }
  return finished;
}
