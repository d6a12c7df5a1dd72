import { canBudget } from '@samspel/domain/budget/can-budget';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { type Context, withActor } from '../command.ts';
import { findProposal, listPartners } from '../proposal/proposal.queries.ts';
import type { PersonActor } from '../trpc.ts';
import { readUpload, type UploadReading } from './reading/read-upload.ts';
import { openTurns } from './reading/turns.ts';

export interface BudgetImport {
  proposalId: string;
  partnerId: string;
  /** Asked for only from who may have it read. */
  bytes: () => Promise<Uint8Array>;
  /** Says that whoever asked does not wait any more. */
  gone?: AbortSignal | undefined;
}

const inTurn = openTurns();

/**
 * What a file holds, for a preview: nothing is stored and nothing changes. Taking its lines is an edit of
 * the partner's document like any other, so only whoever may make one may ask.
 */
export async function readBudgetFile(
  { db, actor }: Pick<Context, 'db'> & { actor: PersonActor },
  { proposalId, partnerId, bytes, gone }: BudgetImport,
): Promise<UploadReading> {
  await withActor(db, actor, async (trx) => {
    const { subject } = await findProposal(trx, actor, proposalId);
    assertAllowed(canBudget(actor, 'budget.write', { ...subject, partnerId, signed: false }));
    const partners = await listPartners(trx, proposalId);
    const takesPart = partners.some(({ id, status }) => id === partnerId && status === 'accepted');
    if (!takesPart) throw new DomainError('not_found', 'absent');
  });
  return inTurn(actor.personId, async () => readUpload(await bytes(), undefined, gone));
}
