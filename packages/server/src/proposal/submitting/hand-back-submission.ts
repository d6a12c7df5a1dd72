import { systemFailure } from '@samspel/domain/proposal/system-failure';
import { topics } from '@samspel/platform/bus/bus';
import { databaseNow } from '@samspel/platform/clock';
import { type Context, withActor } from '../../command.ts';
import { UnreadableDocument } from '../reading/load-application.ts';
import { decideSubmission } from './decide-submission.ts';
import { type Decided, lockIntent, outcomeOf } from './intent.queries.ts';
import { refuseIntent } from './refuse-intent.ts';

export type Deciding = Pick<Context, 'db' | 'bus' | 'log'>;

/** Decides; what can never be read is handed back at once, so that nobody waits for it frozen. */
export async function decideOrHandBack(context: Deciding, intentId: string): Promise<Decided> {
  try {
    return await decideSubmission(context, intentId);
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error;
    return handBackSubmission(context, intentId, error);
  }
}

/** Reopens an application that the system could not examine, and says whose failure it is (SY1). */
export async function handBackSubmission(
  context: Deciding,
  intentId: string,
  cause: unknown,
): Promise<Decided> {
  const decided = await withActor(context.db, { kind: 'system' }, async (trx) => {
    const intent = await lockIntent(trx, intentId);
    if (intent.state !== 'received') return outcomeOf(intent);
    const failedAt = (await databaseNow(trx)).toISOString();
    const receivedAt = intent.receivedAt.toISOString();
    return refuseIntent(trx, intent, [systemFailure({ receivedAt, failedAt })]);
  });
  // `alarm` is what an operator's monitoring looks for: a deadline may have passed over this.
  context.log.error(
    { alarm: 'submission_handed_back', err: cause, intent: intentId },
    'a submission that the system could not decide was handed back',
  );
  void context.bus.publish(topics.outbox, {});
  return decided;
}
