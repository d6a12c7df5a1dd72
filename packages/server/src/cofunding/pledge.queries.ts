import type { PledgeView } from '@samspel/domain/cofunding/cofunding-view';
import type { Db, Trx } from '../database.ts';

/** Every pledge asked for in a proposal, answered or not, the oldest first. */
export async function listPledges(db: Db | Trx, proposalId: string): Promise<PledgeView[]> {
  const rows = await db
    .selectFrom('pledge')
    .selectAll()
    .where('proposalId', '=', proposalId)
    .orderBy('requestedAt')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    partnerId: row.partnerId,
    sourceId: row.sourceId,
    funderName: row.funderName,
    email: row.email,
    requestedMinor: row.requestedMinor.toString(),
    pledgedMinor: row.pledgedMinor?.toString() ?? null,
    status: row.status,
    expiresAt: row.expiresAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
  }));
}
