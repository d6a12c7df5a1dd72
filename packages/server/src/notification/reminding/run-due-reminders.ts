import { planReminders, reminderKey } from '@samspel/domain/notification/obligation';
import { databaseNow } from '@samspel/platform/clock';
import type { Logger } from '@samspel/platform/log';
import { queueMail } from '@samspel/platform/mail/queue-mail';
import { type Selectable, sql } from 'kysely';
import { appendTyped, withActor } from '../../command.ts';
import type { Db, Trx } from '../../database.ts';
import type { ObligationTable } from '../notification.table.ts';
import { notify } from '../notify.ts';
import type { Recipient } from '../recipients.queries.ts';
import { type ReminderFacts, reminderFacts } from './reminder-facts.queries.ts';
import { reminderLetter } from './reminder-letter.ts';
import { settleObligations } from './settle-obligations.ts';

type Obligation = Selectable<ObligationTable>;

export interface ReminderSettings {
  publicUrl: string;
  log?: Pick<Logger, 'error'>;
}

const system = { kind: 'system' } as const;
const batch = 200;

/**
 * Sends what is due by the database's clock, and nothing twice however many workers run it. After a
 * standstill only the latest due step of each obligation goes out. Resolves to the number of reminders.
 */
export async function runDueReminders(db: Db, settings: ReminderSettings): Promise<number> {
  await withActor(db, system, followMovedDeadlines);
  const proposalIds = await withActor(db, system, dueProposals);
  let sent = 0;
  for (const proposalId of proposalIds) {
    try {
      sent += await withActor(db, system, (trx) => remind(trx, proposalId, settings));
    } catch (error) {
      // One that fails must not keep the others from being reminded; it is tried again next time.
      settings.log?.error({ err: error, proposalId }, 'reminders of a proposal failed');
    }
  }
  return sent;
}

/** A call that moves its closing moves what is due by it. */
async function followMovedDeadlines(trx: Trx): Promise<void> {
  await sql`
    update samspel.obligation o set due_at = c.closes_at, next_at = '-infinity'
    from samspel.call c
    where c.id = o.call_id and o.state = 'open' and o.due_at <> c.closes_at
      and o.kind in ('call_closing', 'part_unsigned')`.execute(trx);
}

async function dueProposals(trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom('obligation')
    .where('state', '=', 'open')
    .where('nextAt', '<=', sql<Date>`samspel.now()`)
    .where('proposalId', 'is not', null)
    .select('proposalId')
    .groupBy('proposalId')
    .orderBy(({ fn }) => fn.min('nextAt'))
    .limit(batch)
    .execute();
  return rows.flatMap(({ proposalId }) => (proposalId ? [proposalId] : []));
}

async function remind(trx: Trx, proposalId: string, settings: ReminderSettings): Promise<number> {
  // Present truth first: a part signed a second ago is not reminded of. It also keeps other workers out.
  await settleObligations(trx, proposalId);
  const now = await databaseNow(trx);
  const due = await trx
    .selectFrom('obligation')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .where('state', '=', 'open')
    .where('nextAt', '<=', now)
    .orderBy('id')
    .execute();
  let sent = 0;
  for (const obligation of due) sent += await remindOf(trx, obligation, now, settings);
  return sent;
}

async function remindOf(
  trx: Trx,
  obligation: Obligation,
  now: Date,
  settings: ReminderSettings,
): Promise<number> {
  const { id, kind, dueAt, createdAt } = obligation;
  const plan = planReminders(
    { kind, dueAt: dueAt.toISOString(), createdAt: createdAt.toISOString(), isOver: false },
    now.toISOString(),
    await settledSteps(trx, id),
  );
  const facts = await reminderFacts(trx, obligation);
  for (const step of plan.supersede) await markSuperseded(trx, obligation, step, facts.recipients);
  let sent = 0;
  if (plan.send) {
    for (const recipient of facts.recipients) {
      sent += await send(trx, { obligation, step: plan.send, recipient, facts, settings });
    }
  }
  if (sent > 0) await stateReminded(trx, id, plan.send!, sent);
  await trx
    .updateTable('obligation')
    .set({ nextAt: new Date(plan.nextAt ?? dueAt) })
    .where('id', '=', id)
    .execute();
  return sent;
}

async function settledSteps(trx: Trx, obligationId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('reminderSend')
    .select('step')
    .distinct()
    .where('obligationId', '=', obligationId)
    .execute();
  return rows.map(({ step }) => step);
}

async function markSuperseded(
  trx: Trx,
  { id, dueAt }: Obligation,
  step: string,
  recipients: readonly Recipient[],
): Promise<void> {
  for (const { personId } of recipients) {
    await trx
      .insertInto('reminderSend')
      .values({ obligationId: id, step, recipient: personId, dueAt, superseded: true })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

interface Sending {
  obligation: Obligation;
  step: string;
  recipient: Recipient;
  facts: ReminderFacts;
  settings: ReminderSettings;
}

/** The row of the sending, the inbox and the mail are one transaction; the row's key makes them once. */
async function send(
  trx: Trx,
  { obligation, step, recipient, facts, settings }: Sending,
): Promise<number> {
  const { personId, email, language } = recipient;
  const inserted = await trx
    .insertInto('reminderSend')
    .values({ obligationId: obligation.id, step, recipient: personId, dueAt: obligation.dueAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('step')
    .executeTakeFirst();
  if (!inserted) return 0;
  const effectKey = `reminder/${reminderKey(obligation.id, step, personId)}`;
  await notify(trx, {
    effectKey,
    personId,
    kind: obligation.kind,
    proposalId: obligation.proposalId,
    callId: obligation.callId,
    params: facts.params,
  });
  const letter = reminderLetter(language, obligation, facts, settings.publicUrl);
  await queueMail(trx, { effectKey, to: email, ...letter });
  return 1;
}

async function stateReminded(
  trx: Trx,
  obligationId: string,
  step: string,
  recipients: number,
): Promise<void> {
  const aggregate = { kind: 'notification', id: obligationId } as const;
  await appendTyped(trx, system, aggregate, 'notification.reminded', {
    obligationId,
    step,
    recipients,
  });
}
