import { personIdOf } from '@samspel/domain/actor';
import type { UploadView } from '@samspel/domain/annex/annex-view';
import { canAnnex } from '@samspel/domain/annex/can-annex';
import { assertAllowed } from '@samspel/domain/decision';
import { type Context, withActor } from '../../command.ts';
import { absentError, findProposal } from '../../proposal/proposal.queries.ts';
import { uploadViews } from './upload.queries.ts';

/** Uploads that the one who asks has begun and may go on with. */
export function listUploads(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { proposalId }: { proposalId: string },
): Promise<UploadView[]> {
  return withActor(db, actor, async (trx) => {
    const { subject } = await findProposal(trx, actor, proposalId);
    assertAllowed(canAnnex(actor, 'annex.read', subject));
    const personId = personIdOf(actor);
    if (!personId) throw absentError();
    return uploadViews(trx, proposalId, personId);
  });
}
