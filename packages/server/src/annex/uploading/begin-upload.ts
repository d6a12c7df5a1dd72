import { personIdOf } from '@samspel/domain/actor';
import { canAnnex } from '@samspel/domain/annex/can-annex';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { type Context, runCommand } from '../../command.ts';
import { absentError, lockProposal } from '../../proposal/proposal.queries.ts';
import { targetOf } from '../annex.queries.ts';
import type { BeginUpload } from '../inputs.ts';
import { assertRoom } from './limits.ts';
import { annexKindAt } from './upload.queries.ts';

/**
 * Begins an upload into a place that the call asks for. Nothing has happened to the application yet, so
 * there is no event: what arrives whole becomes one.
 */
export function beginUpload(
  context: Context,
  { fileName, sizeBytes, sha256, ...place }: BeginUpload,
): Promise<{ uploadId: string }> {
  return runCommand(context, async ({ trx, actor }) => {
    const { proposalId } = place;
    const { proposal, subject } = await lockProposal(trx, actor, proposalId);
    assertAllowed(canAnnex(actor, 'annex.write', await targetOf(trx, subject, place)));
    const personId = personIdOf(actor);
    if (!personId) throw absentError();
    const { maxBytes } = await annexKindAt(trx, proposal, place);
    if (sizeBytes === 0) throw new DomainError('invalid', 'annex_empty');
    if (sizeBytes > maxBytes) {
      throw new DomainError('invalid', 'annex_too_large', { params: { maxBytes } });
    }
    await assertRoom(trx, { proposalId, personId, sizeBytes });
    const uploadId = context.ids.newId();
    await trx
      .insertInto('upload')
      .values({
        id: uploadId,
        ...place,
        personId,
        name: fileName,
        sizeBytes: BigInt(sizeBytes),
        promisedSha256: sha256 === null ? null : Buffer.from(sha256, 'hex'),
        cleanedAt: null,
      })
      .execute();
    return { uploadId };
  });
}
