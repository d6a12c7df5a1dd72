import { personIdOf } from '@samspel/domain/actor';
import { canConsortium } from '@samspel/domain/consortium/can-consortium';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import { syncAccess } from '../../access/sync-access.ts';
import { type CommandScope, type Context, runCommand } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { lockProposal } from '../../proposal/proposal.queries.ts';
import type { InvitePartner, NewOrganisation } from '../inputs.ts';
import { assertMayBeAsked, insertInvitation } from './new-invitation.ts';

const PARTNERS_MAX = 50;

/** The coordinator asks an organisation, through one of its people, to take part. */
export function invitePartner(
  context: Context,
  input: InvitePartner,
): Promise<{ invitationId: string; partnerId: string }> {
  return runCommand(context, async (scope) => {
    const { trx, actor, append } = scope;
    const { subject } = await lockProposal(trx, actor, input.proposalId);
    assertAllowed(canConsortium(actor, 'consortium.invite_partner', subject));
    assertRoleFits(input);
    await assertMayBeAsked(trx, input.proposalId, input.email);
    const organisationId = await chooseOrganisation(context, scope, input);
    const position = await nextPosition(trx, input.proposalId, organisationId);
    const partnerId = context.ids.newId();
    const invitationId = context.ids.newId();
    const { proposalId, role } = input;
    await trx
      .insertInto('partner')
      .values({
        id: partnerId,
        proposalId,
        organisationId,
        role,
        status: 'invited',
        position,
        joinedAt: null,
        leftAt: null,
      })
      .execute();
    await insertInvitation(trx, {
      id: invitationId,
      proposalId,
      partnerId,
      email: input.email,
      role: input.personRole,
      invites: 'organisation',
      message: input.message ?? '',
      invitedBy: personIdOf(actor)!,
    });
    await append({ kind: 'proposal', id: proposalId }, 'consortium.partner_invited', {
      proposalId,
      partnerId,
      organisationId,
      role,
      invitationId,
    });
    await syncAccess(trx, proposalId);
    return { invitationId, partnerId };
  });
}

function assertRoleFits({ personRole }: InvitePartner): void {
  if (personRole === 'coordinator' || personRole === 'budget_officer') {
    throw new DomainError('conflict', 'role_is_the_leads', { field: 'personRole' });
  }
}

async function chooseOrganisation(
  context: Context,
  scope: CommandScope,
  { proposalId, organisationId, newOrganisation }: InvitePartner,
): Promise<string> {
  if (newOrganisation) return registerOrganisation(context, scope, proposalId, newOrganisation);
  const found = await scope.trx
    .selectFrom('organisation')
    .select(['id', 'kind'])
    .where('id', '=', organisationId ?? '')
    .executeTakeFirst();
  if (!found || found.kind === 'authority') {
    throw new DomainError('not_found', 'absent', { field: 'organisationId' });
  }
  return found.id;
}

/** An organisation that the directory does not have: the consortium's own entry, shown to nobody else. */
async function registerOrganisation(
  context: Context,
  { trx, append }: CommandScope,
  proposalId: string,
  { name, kind, nuts3, orgnr }: NewOrganisation,
): Promise<string> {
  if (orgnr) await assertNewHere(trx, proposalId, orgnr);
  const organisationId = context.ids.newId();
  await trx
    .insertInto('organisation')
    .values({
      id: organisationId,
      name,
      shortName: name,
      kind,
      nuts3,
      orgnr: orgnr ?? null,
      website: null,
      s3PilotSince: null,
    })
    .execute();
  await append({ kind: 'organisation', id: organisationId }, 'organisation.registered', {
    organisationId,
  });
  return organisationId;
}

// What other consortia typed is not asked for: the answer would tell of their drafts.
async function assertNewHere(trx: Trx, proposalId: string, orgnr: string): Promise<void> {
  const field = 'newOrganisation.orgnr';
  const listed = await trx
    .selectFrom('organisation')
    .select('id')
    .where('orgnr', '=', orgnr)
    .where('listed', '=', true)
    .executeTakeFirst();
  if (listed) throw new DomainError('conflict', 'organisation_is_in_the_directory', { field });
  const here = await trx
    .selectFrom('partner')
    .innerJoin('organisation', 'organisation.id', 'partner.organisationId')
    .select('partner.id')
    .where('partner.proposalId', '=', proposalId)
    .where('partner.status', 'in', ['invited', 'accepted'])
    .where('organisation.orgnr', '=', orgnr)
    .executeTakeFirst();
  if (here) throw new DomainError('conflict', 'already_partner', { field });
}

async function nextPosition(trx: Trx, proposalId: string, organisationId: string): Promise<number> {
  const partners = await trx
    .selectFrom('partner')
    .select(['organisationId', 'status', 'position'])
    .where('proposalId', '=', proposalId)
    .execute();
  const present = partners.filter(({ status }) => status === 'invited' || status === 'accepted');
  if (present.some((partner) => partner.organisationId === organisationId)) {
    throw new DomainError('conflict', 'already_partner', { field: 'organisationId' });
  }
  if (present.length >= PARTNERS_MAX) {
    throw new DomainError('conflict', 'too_many_partners', { params: { max: PARTNERS_MAX } });
  }
  return Math.max(0, ...partners.map(({ position }) => position)) + 1;
}
