import type { ProposalSummary } from '@samspel/domain/proposal/proposal-view';
import { getCall } from '../../call/call.queries.ts';
import { type Context, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';

/** Every proposal that the person takes part in, the latest touched first. */
export function listMyProposals({
  db,
  actor,
}: Pick<Context, 'db' | 'actor'>): Promise<ProposalSummary[]> {
  if (actor.kind !== 'person') return Promise.resolve([]);
  return withActor(db, actor, async (trx) => {
    const rows = await ownRows(trx, actor.personId);
    const partners = await partnersOf(
      trx,
      rows.map(({ id }) => id),
    );
    const summaries: ProposalSummary[] = [];
    for (const { startedAt, changedAt, ...row } of rows) {
      const call = await getCall(trx, row.callId);
      if (!call) continue;
      const own = partners.filter(({ proposalId }) => proposalId === row.id);
      const funded = own.filter(({ role }) => role !== 'associated');
      summaries.push({
        ...row,
        callTitle: call.definition.title,
        closesAt: call.closesAt.toISOString(),
        leadName: own.find(({ role }) => role === 'lead')?.name ?? '',
        partnerNames: own.filter(({ role }) => role !== 'lead').map(({ name }) => name),
        updatedAt: (changedAt ?? startedAt).toISOString(),
        signed: funded.filter(({ signOffId }) => signOffId !== null).length,
        toSign: funded.length,
      });
    }
    return summaries;
  });
}

function ownRows(trx: Trx, personId: string) {
  return trx
    .selectFrom('proposalMember as m')
    .innerJoin('proposal as p', 'p.id', 'm.proposalId')
    .innerJoin('partner as own', (join) =>
      join.onRef('own.id', '=', 'm.partnerId').on('own.status', '=', 'accepted'),
    )
    .where('m.personId', '=', personId)
    .where('m.toAt', 'is', null)
    .select([
      'p.id',
      'p.title',
      'p.acronym',
      'p.callId',
      'p.status',
      'p.createdAt as startedAt',
      'm.role as myRole',
    ])
    .select(({ selectFrom }) =>
      selectFrom('event as e')
        .whereRef('e.aggregateId', '=', 'p.id')
        .select(({ fn }) => fn.max('e.at').as('at'))
        .as('changedAt'),
    )
    .orderBy('changedAt', (order) => order.desc().nullsLast())
    .orderBy('p.id', 'desc')
    .execute();
}

async function partnersOf(trx: Trx, proposalIds: string[]) {
  if (proposalIds.length === 0) return [];
  return trx
    .selectFrom('partner as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisationId')
    .leftJoin('signOff as s', (join) =>
      join.onRef('s.partnerId', '=', 'p.id').on('s.withdrawnAt', 'is', null),
    )
    .where('p.proposalId', 'in', proposalIds)
    .where('p.status', '=', 'accepted')
    .select(['p.proposalId', 'p.role', 'o.name', 's.id as signOffId'])
    .orderBy('p.position')
    .execute();
}
