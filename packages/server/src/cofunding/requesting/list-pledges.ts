import type { PledgeEntry, PledgeView } from '@samspel/domain/cofunding/cofunding-view';
import { assertAllowed } from '@samspel/domain/decision';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { type Context, withActor } from '../../command.ts';
import { absentError, findProposal } from '../../proposal/proposal.queries.ts';
import { historyOf, listPledges } from '../pledge.queries.ts';

export function listPledgesFor(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { proposalId }: { proposalId: string },
): Promise<PledgeView[]> {
  return withActor(db, actor, async (trx) => {
    const { subject } = await findProposal(trx, actor, proposalId);
    assertAllowed(canProposal(actor, 'proposal.read', subject));
    return listPledges(trx, proposalId);
  });
}

/** For whoever reads the proposal: who asked, answered, signed, and when. */
export function pledgeHistory(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { pledgeId }: { pledgeId: string },
): Promise<PledgeEntry[]> {
  return withActor(db, actor, async (trx) => {
    const pledge = await trx
      .selectFrom('pledge')
      .select('proposalId')
      .where('id', '=', pledgeId)
      .executeTakeFirst();
    if (!pledge) throw absentError();
    const { subject } = await findProposal(trx, actor, pledge.proposalId);
    assertAllowed(canProposal(actor, 'proposal.read', subject));
    return historyOf(trx, pledgeId);
  });
}
