import { isFunded } from '@samspel/domain/consortium/partner';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { sectionsOfPart } from '@samspel/domain/proposal/canonical-application';
import { syncAccess } from '../access/sync-access.ts';
import { type Context, runCommand } from '../command.ts';
import type { Trx } from '../database.ts';
import type { AssignSection } from './inputs.ts';
import {
  absentError,
  callOf,
  listPartners,
  lockProposal,
  type PartnerRow,
  sectionOwners,
} from './proposal.queries.ts';
import { endSignOffs } from './signing/sign-off.queries.ts';

/** Gives a section to a partner, or back to the lead; both parts change, so both sign-offs end. */
export function assignSection(context: Context, input: AssignSection): Promise<void> {
  return runCommand(context, async (scope) => {
    const { trx, actor, append } = scope;
    const { proposal, subject } = await lockProposal(trx, actor, input.id);
    assertAllowed(canProposal(actor, 'proposal.assign_section', subject));
    const { definition } = await callOf(trx, proposal);
    if (!definition.sections.some(({ key }) => key === input.sectionKey)) {
      throw absentError({ field: 'sectionKey' });
    }
    const partners = await listPartners(trx, input.id);
    assertFunded(partners, input.partnerId);
    const before = (await sectionOwners(trx, input.id)).get(input.sectionKey) ?? null;
    if (before === input.partnerId) return;
    await storeOwner(trx, input);
    await append({ kind: 'proposal', id: input.id }, 'proposal.section_assigned', {
      proposalId: input.id,
      key: input.sectionKey,
      ownerPartnerId: input.partnerId,
    });
    const touched = [before, input.partnerId].map((owner) => partOf(partners, owner));
    const partnerIds = [...new Set(touched.filter((id) => id !== null))];
    await endSignOffs(scope, { proposalId: input.id, partnerIds, reason: 'changed' });
    await syncAccess(trx, input.id);
  });
}

function assertFunded(partners: readonly PartnerRow[], partnerId: string | null): void {
  if (partnerId === null) return;
  const partner = partners.find(({ id }) => id === partnerId);
  if (!partner) throw absentError({ field: 'partnerId' });
  if (!isFunded(partner)) {
    throw new DomainError('conflict', 'partner_owns_no_section', { field: 'partnerId' });
  }
}

/** In whose part a section with this owner lies. */
function partOf(partners: readonly PartnerRow[], ownerPartnerId: string | null): string | null {
  const section = { key: '', ownerPartnerId };
  const owner = partners.find(
    ({ id }) => sectionsOfPart({ sections: [section], partners }, id).length > 0,
  );
  return owner?.id ?? null;
}

async function storeOwner(trx: Trx, { id, sectionKey, partnerId }: AssignSection): Promise<void> {
  if (partnerId === null) {
    await trx
      .deleteFrom('sectionOwner')
      .where('proposalId', '=', id)
      .where('sectionKey', '=', sectionKey)
      .execute();
    return;
  }
  await trx
    .insertInto('sectionOwner')
    .values({ proposalId: id, sectionKey, partnerId })
    .onConflict((conflict) =>
      conflict.columns(['proposalId', 'sectionKey']).doUpdateSet({ partnerId }),
    )
    .execute();
}
