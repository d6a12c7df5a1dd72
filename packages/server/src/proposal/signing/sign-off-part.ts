import { personIdOf } from '@samspel/domain/actor';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { canonicalPart } from '@samspel/domain/proposal/canonical-application';
import { databaseNow } from '@samspel/platform/clock';
import { syncAccess } from '../../access/sync-access.ts';
import { type Context, runCommand } from '../../command.ts';
import type { SignOffPart } from '../inputs.ts';
import { absentError, lockProposal } from '../proposal.queries.ts';
import { loadApplication, sha256 } from '../reading/load-application.ts';
import { isSigned } from './sign-off.queries.ts';

/**
 * A partner signs its part as the signer saw it. The part is frozen before it is read: what was typed
 * up to then counts, and if that is not what the signer saw, nothing is signed.
 */
export function signOffPart(context: Context, input: SignOffPart): Promise<{ signOffId: string }> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { subject } = await lockProposal(trx, actor, input.id);
    const { partnerId } = input;
    const signed = await isSigned(trx, partnerId);
    assertAllowed(canProposal(actor, 'proposal.sign_part', { ...subject, partnerId, signed }));
    const personId = personIdOf(actor);
    if (!personId) throw absentError();
    const signOffId = context.ids.newId();
    const row = {
      id: signOffId,
      proposalId: input.id,
      partnerId,
      personId,
      versionName: input.versionName,
      withdrawnAt: null,
      withdrawnBy: null,
      withdrawnReason: null,
    };
    await trx
      .insertInto('signOff')
      .values({ ...row, contentHash: Buffer.alloc(32), content: '' })
      .execute();
    await syncAccess(trx, input.id);
    const application = await loadApplication(trx, input.id, await databaseNow(trx));
    const content = canonicalPart(application, partnerId);
    const hash = sha256(content);
    if (hash !== input.expectedContentHash) throw new DomainError('conflict', 'content_moved');
    await trx
      .updateTable('signOff')
      .set({ content, contentHash: Buffer.from(hash, 'hex') })
      .where('id', '=', signOffId)
      .execute();
    await append({ kind: 'proposal', id: input.id }, 'proposal.part_signed', {
      proposalId: input.id,
      partnerId,
      signOffId,
      contentHash: hash,
    });
    return { signOffId };
  });
}
