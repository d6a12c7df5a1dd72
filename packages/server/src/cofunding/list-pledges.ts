import type { PledgeView } from '@samspel/domain/cofunding/cofunding-view';
import { assertAllowed } from '@samspel/domain/decision';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { type Context, withActor } from '../command.ts';
import { findProposal } from '../proposal/proposal.queries.ts';
import { listPledges } from './pledge.queries.ts';

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
