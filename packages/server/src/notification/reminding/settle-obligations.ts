import { isFunded } from '@samspel/domain/consortium/partner';
import type { ObligationKind } from '@samspel/domain/notification/obligation';
import { databaseNow } from '@samspel/platform/clock';
import { newId } from '@samspel/platform/ids';
import { type Selectable, sql } from 'kysely';
import { appendTyped } from '../../command.ts';
import type { Trx } from '../../database.ts';
import type { ObligationTable } from '../notification.table.ts';

type Obligation = Selectable<ObligationTable>;

interface Wanted {
  kind: ObligationKind;
  subjectKind: Obligation['subjectKind'];
  subjectId: string;
  dueAt: Date;
  /** How it ended; null while it is to be fulfilled. */
  over: 'done' | 'cancelled' | null;
}

/**
 * Brings a proposal's obligations in line with its rows: what is to be done is open with its present due
 * instant, what is done or void is closed. Says nothing of how it came to be so, and may run at any time.
 */
export async function settleObligations(trx: Trx, proposalId: string): Promise<void> {
  await lockObligations(trx, proposalId);
  const proposal = await trx
    .selectFrom('proposal as p')
    .innerJoin('call as c', 'c.id', 'p.callId')
    .where('p.id', '=', proposalId)
    .select(['p.callId', 'p.status', 'c.closesAt'])
    .executeTakeFirst();
  if (!proposal) return;
  const now = await databaseNow(trx);
  const wanted = await wantedOf(trx, proposalId, proposal);
  const known = await trx
    .selectFrom('obligation')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .execute();
  for (const one of wanted) {
    const row = known.find(
      ({ kind, subjectId }) => kind === one.kind && subjectId === one.subjectId,
    );
    const past = one.dueAt <= now;
    if (row) await settle(trx, row, one, past);
    else if (!one.over && !past) await open(trx, proposalId, proposal.callId, one);
  }
}

/** One at a time per proposal: handlers and the due run may meet. */
async function lockObligations(trx: Trx, proposalId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`obligations ${proposalId}`}, 0))`.execute(
    trx,
  );
}

async function wantedOf(
  trx: Trx,
  proposalId: string,
  { status, closesAt }: { status: string; closesAt: Date },
): Promise<Wanted[]> {
  const closing: Wanted = {
    kind: 'call_closing',
    subjectKind: 'proposal',
    subjectId: proposalId,
    dueAt: closesAt,
    over: status === 'submitted' ? 'done' : null,
  };
  return [
    closing,
    ...(await wantedSignatures(trx, proposalId, closesAt)),
    ...(await wantedAnswers(trx, proposalId)),
    ...(await wantedPledges(trx, proposalId)),
  ];
}

async function wantedSignatures(trx: Trx, proposalId: string, dueAt: Date): Promise<Wanted[]> {
  const partners = await trx
    .selectFrom('partner as p')
    .leftJoin('signOff as s', (join) =>
      join.onRef('s.partnerId', '=', 'p.id').on('s.withdrawnAt', 'is', null),
    )
    .where('p.proposalId', '=', proposalId)
    .where('p.status', '<>', 'invited')
    .select(['p.id', 'p.role', 'p.status', 's.id as signOffId'])
    .execute();
  return partners.map((partner) => ({
    kind: 'part_unsigned',
    subjectKind: 'partner',
    subjectId: partner.id,
    dueAt,
    over: isFunded(partner) ? (partner.signOffId ? 'done' : null) : 'cancelled',
  }));
}

async function wantedAnswers(trx: Trx, proposalId: string): Promise<Wanted[]> {
  const invitations = await trx
    .selectFrom('invitation')
    .where('proposalId', '=', proposalId)
    .select(['id', 'status', 'expiresAt'])
    .execute();
  return invitations.map(({ id, status, expiresAt }) => ({
    kind: 'invitation_unanswered',
    subjectKind: 'invitation',
    subjectId: id,
    dueAt: expiresAt,
    over: status === 'pending' ? null : status === 'withdrawn' ? 'cancelled' : 'done',
  }));
}

async function wantedPledges(trx: Trx, proposalId: string): Promise<Wanted[]> {
  const pledges = await trx
    .selectFrom('pledge')
    .where('proposalId', '=', proposalId)
    .select(['id', 'status', 'expiresAt'])
    .execute();
  return pledges.map(({ id, status, expiresAt }) => ({
    kind: 'pledge_unanswered',
    subjectKind: 'pledge',
    subjectId: id,
    dueAt: expiresAt,
    over: status === 'requested' ? null : status === 'revoked' ? 'cancelled' : 'done',
  }));
}

async function open(trx: Trx, proposalId: string, callId: string, wanted: Wanted): Promise<void> {
  const { kind, subjectKind, subjectId, dueAt } = wanted;
  const id = newId();
  await trx
    .insertInto('obligation')
    .values({ id, kind, subjectKind, subjectId, proposalId, callId, dueAt, state: 'open' })
    .execute();
  await stateOpened(trx, id, dueAt);
}

async function settle(trx: Trx, row: Obligation, wanted: Wanted, past: boolean): Promise<void> {
  const moved = row.dueAt.getTime() !== wanted.dueAt.getTime();
  if (wanted.over || past) {
    if (row.state !== 'open') return;
    const reason = wanted.over ?? 'past';
    await trx
      .updateTable('obligation')
      .set({ state: wanted.over ?? 'cancelled', dueAt: wanted.dueAt })
      .where('id', '=', row.id)
      .execute();
    const aggregate = { kind: 'notification', id: row.id } as const;
    await appendTyped(trx, { kind: 'system' }, aggregate, 'notification.obligation_closed', {
      obligationId: row.id,
      reason,
    });
    return;
  }
  if (row.state === 'open' && !moved) return;
  await trx
    .updateTable('obligation')
    .set({
      state: 'open',
      dueAt: wanted.dueAt,
      nextAt: sql<Date>`'-infinity'`,
      ...(row.state === 'open' ? {} : { createdAt: sql<Date>`samspel.now()` }),
    })
    .where('id', '=', row.id)
    .execute();
  await stateOpened(trx, row.id, wanted.dueAt);
}

async function stateOpened(trx: Trx, id: string, dueAt: Date): Promise<void> {
  const aggregate = { kind: 'notification', id } as const;
  await appendTyped(trx, { kind: 'system' }, aggregate, 'notification.obligation_opened', {
    obligationId: id,
    dueAt: dueAt.toISOString(),
  });
}
