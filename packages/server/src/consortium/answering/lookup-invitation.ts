import type { InvitationOffer } from '@samspel/domain/consortium/consortium-view';
import { databaseNow } from '@samspel/platform/clock';
import { hashToken } from '@samspel/platform/ids';
import { readCallDefinition } from '../../call/call.queries.ts';
import { type Context, withActor } from '../../command.ts';
import type { Trx } from '../../database.ts';
import { findInvitationByHash, type Invitation } from '../consortium.queries.ts';
import { invitationState } from './open-invitation.ts';

/**
 * What a link says to whoever opened it. Somebody else's link names nothing and nobody, and neither does
 * one that no longer holds: it may have been forwarded, or found, long after.
 */
export function lookupInvitation(
  context: Context,
  { token }: { token: string },
): Promise<InvitationOffer> {
  return withActor(context.db, { kind: 'system' }, async (trx) => {
    const { actor } = context;
    const invitation = await findInvitationByHash(trx, hashToken(token));
    const state = invitationState(invitation, actor, await databaseNow(trx));
    const offer = { ...nothing, state, signedIn: actor.kind === 'person' };
    if (!invitation || state === 'unknown') return offer;
    if (state === 'other_address') return { ...offer, email: maskAddress(invitation.email) };
    if (state === 'open') return { ...offer, ...(await describe(trx, invitation)) };
    const joined = actor.kind === 'person' && invitation.status === 'accepted';
    return {
      ...offer,
      proposalId: joined ? invitation.proposalId : null,
      expiresAt: invitation.expiresAt.toISOString(),
    };
  });
}

const nothing: InvitationOffer = {
  state: 'unknown',
  signedIn: false,
  proposalId: null,
  proposalTitle: '',
  callTitle: { sv: '', en: '' },
  leadName: '',
  organisationName: '',
  email: '',
  invites: 'person',
  role: 'reader',
  message: '',
  expiresAt: null,
};

async function describe(trx: Trx, invitation: Invitation) {
  const proposal = await trx
    .selectFrom('proposal')
    .innerJoin('call', 'call.id', 'proposal.callId')
    .where('proposal.id', '=', invitation.proposalId)
    .select(['proposal.title', 'call.definition'])
    .executeTakeFirstOrThrow();
  const partners = await trx
    .selectFrom('partner')
    .innerJoin('organisation', 'organisation.id', 'partner.organisationId')
    .where('partner.proposalId', '=', invitation.proposalId)
    .select(['partner.id', 'partner.role', 'partner.status', 'organisation.name'])
    .execute();
  const lead = partners.find(({ role, status }) => role === 'lead' && status === 'accepted');
  return {
    proposalId: invitation.proposalId,
    proposalTitle: proposal.title,
    callTitle: readCallDefinition(proposal.definition).title,
    leadName: lead?.name ?? '',
    organisationName: partners.find(({ id }) => id === invitation.partnerId)?.name ?? '',
    email: maskAddress(invitation.email),
    invites: invitation.invites,
    role: invitation.role,
    message: invitation.message,
    expiresAt: invitation.expiresAt.toISOString(),
  };
}

/** `c•••@mobile-heights.example`: enough for its owner to know it. */
export function maskAddress(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}•••${email.slice(at)}`;
}
