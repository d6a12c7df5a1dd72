import { personIdOf } from '@samspel/domain/actor';
import { canAnnex } from '@samspel/domain/annex/can-annex';
import { assertAllowed } from '@samspel/domain/decision';
import { type Context, runCommand } from '../command.ts';
import { absentError, lockProposal } from '../proposal/proposal.queries.ts';
import { findAnnex, targetOf } from './annex.queries.ts';
import type { RemoveAnnex } from './inputs.ts';

/** Empties a place, whether or not the call still asks for it; what lay there stays in its history. */
export function removeAnnex(context: Context, input: RemoveAnnex): Promise<void> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { proposalId, partnerId, kind } = input;
    const { subject } = await lockProposal(trx, actor, proposalId);
    assertAllowed(canAnnex(actor, 'annex.write', await targetOf(trx, subject, input)));
    const personId = personIdOf(actor);
    const before = await findAnnex(trx, proposalId, input);
    if (!personId || !before?.sha256) throw absentError();
    const versionId = context.ids.newId();
    const number = before.number + 1;
    const annexId = before.id;
    const file = { name: null, type: null, sizeBytes: null, sha256: null, scan: null };
    await trx
      .insertInto('annexVersion')
      .values({
        ...{ id: versionId, annexId, proposalId, number, byPerson: personId },
        ...file,
        scannedAt: null,
      })
      .execute();
    await append({ kind: 'proposal', id: proposalId }, 'annex.removed', {
      ...{ proposalId, partnerId, annexId, versionId, key: kind, number },
    });
  });
}
