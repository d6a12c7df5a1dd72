import { readCofunding } from '@samspel/documents/cofunding-document';
import { documentName } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import { personIdOf } from '@samspel/domain/actor';
import { canBudget } from '@samspel/domain/budget/can-budget';
import { standingStatuses } from '@samspel/domain/cofunding/decide-pledge';
import { isFunded } from '@samspel/domain/consortium/partner';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken } from '@samspel/platform/ids';
import { readUpdates } from '@samspel/sync/store/documents';
import { type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { assertMayAskByMail } from '../../notification/letter-limit.queries.ts';
import {
  absentError,
  callOf,
  listPartners,
  lockProposal,
} from '../../proposal/proposal.queries.ts';
import { isSigned } from '../../proposal/signing/sign-off.queries.ts';
import type { RequestPledge } from '../inputs.ts';

/** Asks a co-funder, by a link in a mail, to confirm an amount for one source of a partner. */
export function requestPledge(
  context: Context,
  input: RequestPledge,
): Promise<{ pledgeId: string }> {
  return runCommand(context, async ({ trx, actor, append }) => {
    const { proposalId, partnerId } = input;
    const { proposal, subject } = await lockProposal(trx, actor, proposalId);
    const signed = await isSigned(trx, partnerId);
    assertAllowed(canBudget(actor, 'cofunding.request_pledge', { ...subject, partnerId, signed }));
    await assertSource(trx, input);
    await assertNotAsked(trx, input);
    const { definition, closesAt } = await callOf(trx, proposal);
    if ((await databaseNow(trx)) > closesAt) throw new DomainError('late', 'call_has_closed');
    const personId = personIdOf(actor);
    if (!personId) throw absentError();
    await assertMayAskByMail(trx, personId);
    const pledgeId = context.ids.newId();
    await trx
      .insertInto('pledge')
      .values({
        id: pledgeId,
        proposalId,
        partnerId,
        sourceId: input.sourceId,
        funderName: input.funderName,
        email: input.email,
        // Opens nothing: the mail's link gets a token of its own when it is written.
        tokenHash: hashToken(context.ids.newToken()),
        reminderTokenHash: null,
        currency: definition.currency,
        requestedMinor: BigInt(input.amountMinor),
        pledgedMinor: null,
        status: 'requested',
        requestedBy: personId,
        expiresAt: closesAt,
        answeredAt: null,
        signedName: null,
      })
      .execute();
    await trx
      .insertInto('pledgeEntry')
      .values({
        ...{ pledgeId, number: 1, proposalId, personId, amountMinor: null },
        ...{ what: 'requested', status: 'requested' },
      })
      .execute();
    await append({ kind: 'proposal', id: proposalId }, 'cofunding.pledge_requested', {
      proposalId,
      partnerId,
      sourceId: input.sourceId,
      pledgeId,
      amountMinor: input.amountMinor,
    });
    return { pledgeId };
  });
}

async function assertSource(trx: Trx, input: RequestPledge): Promise<void> {
  const { proposalId, partnerId, sourceId } = input;
  const partners = await listPartners(trx, proposalId);
  const partner = partners.find(({ id }) => id === partnerId);
  if (!partner || !isFunded(partner)) throw absentError({ field: 'partnerId' });
  const name = documentName('cofunding', proposalId, partnerId);
  const stored = (await readUpdates(trx, [name])).get(name);
  if (!stored) throw absentError({ field: 'sourceId' });
  const doc = openDocument('cofunding', stored.updates, { shapeVersion: stored.shapeVersion });
  const { sheet } = readCofunding(doc, partnerId);
  const known = sheet.sources.some(({ id, status }) => id === sourceId && status !== 'withdrawn');
  if (!known) throw absentError({ field: 'sourceId' });
}

async function assertNotAsked(trx: Trx, { partnerId, sourceId }: RequestPledge): Promise<void> {
  const open = await trx
    .selectFrom('pledge')
    .select('id')
    .where('partnerId', '=', partnerId)
    .where('sourceId', '=', sourceId)
    .where('status', 'in', standingStatuses)
    .executeTakeFirst();
  if (open) throw new DomainError('conflict', 'pledge_already_asked', { field: 'sourceId' });
}
