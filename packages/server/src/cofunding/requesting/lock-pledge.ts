import { type Actor, personIdOf } from '@samspel/domain/actor';
import { canBudget } from '@samspel/domain/budget/can-budget';
import { assertAllowed } from '@samspel/domain/decision';
import type { Trx } from '../../database.ts';
import { absentError, lockProposal, type ProposalRow } from '../../proposal/proposal.queries.ts';
import { isSigned } from '../../proposal/signing/sign-off.queries.ts';
import type { PledgeRow } from '../store-entry.ts';

export interface OwnPledge {
  pledge: PledgeRow;
  proposal: ProposalRow;
  personId: string;
}

/** Step one of what the consortium does with a pledge: under the lock that its co-funder's answers take. */
export async function lockPledge(trx: Trx, actor: Actor, pledgeId: string): Promise<OwnPledge> {
  const { proposalId, partnerId } = await find(trx, pledgeId);
  const { proposal, subject } = await lockProposal(trx, actor, proposalId);
  const signed = await isSigned(trx, partnerId);
  assertAllowed(canBudget(actor, 'cofunding.request_pledge', { ...subject, partnerId, signed }));
  const personId = personIdOf(actor);
  if (!personId) throw absentError();
  return { pledge: await find(trx, pledgeId), proposal, personId };
}

async function find(trx: Trx, id: string): Promise<PledgeRow> {
  const row = await trx.selectFrom('pledge').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw absentError();
  return row;
}
