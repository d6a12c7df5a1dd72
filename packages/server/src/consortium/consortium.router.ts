import { assertAllowed } from '@samspel/domain/decision';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { withActor } from '../command.ts';
import { findProposal } from '../proposal/proposal.queries.ts';
import { authed, open, router } from '../trpc.ts';
import { acceptInvitation } from './answering/accept-invitation.ts';
import { declineInvitation } from './answering/decline-invitation.ts';
import { lookupInvitation } from './answering/lookup-invitation.ts';
import { changeLead } from './changing/change-lead.ts';
import { changeRole } from './changing/change-role.ts';
import { dropPartner } from './changing/drop-partner.ts';
import { leaveConsortium } from './changing/leave-consortium.ts';
import { removePerson } from './changing/remove-person.ts';
import { invitationViews } from './consortium.queries.ts';
import * as inputs from './inputs.ts';
import { invitePartner } from './inviting/invite-partner.ts';
import { invitePerson } from './inviting/invite-person.ts';
import { resendInvitation } from './inviting/resend-invitation.ts';
import { withdrawInvitation } from './inviting/withdraw-invitation.ts';

const person = authed.meta({ access: 'person' });
const member = authed.meta({ access: 'member' });
const lead = authed.meta({ access: 'lead' });

export const consortiumRouter = router({
  invite: lead.input(inputs.InvitePartner).mutation(({ ctx, input }) => invitePartner(ctx, input)),
  invitePerson: member
    .input(inputs.InvitePerson)
    .mutation(({ ctx, input }) => invitePerson(ctx, input)),
  invitations: member.input(inputs.ByProposal).query(({ ctx, input }) =>
    withActor(ctx.db, ctx.actor, async (trx) => {
      const { subject } = await findProposal(trx, ctx.actor, input.proposalId);
      assertAllowed(canProposal(ctx.actor, 'proposal.read', subject));
      return invitationViews(trx, input.proposalId);
    }),
  ),
  withdrawInvitation: member
    .input(inputs.ByInvitation)
    .mutation(({ ctx, input }) => withdrawInvitation(ctx, input)),
  resendInvitation: member
    .input(inputs.ByInvitation)
    .mutation(({ ctx, input }) => resendInvitation(ctx, input)),
  lookupInvitation: open
    .input(inputs.ByToken)
    .query(({ ctx, input }) => lookupInvitation(ctx, input)),
  acceptInvitation: person
    .input(inputs.ByToken)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
  declineInvitation: person
    .input(inputs.Decline)
    .mutation(({ ctx, input }) => declineInvitation(ctx, input)),
  leave: member.input(inputs.Leave).mutation(({ ctx, input }) => leaveConsortium(ctx, input)),
  dropPartner: lead.input(inputs.DropPartner).mutation(({ ctx, input }) => dropPartner(ctx, input)),
  changeLead: lead.input(inputs.ChangeLead).mutation(({ ctx, input }) => changeLead(ctx, input)),
  changePersonRole: member
    .input(inputs.ChangeRole)
    .mutation(({ ctx, input }) => changeRole(ctx, input)),
  removePerson: member
    .input(inputs.RemovePerson)
    .mutation(({ ctx, input }) => removePerson(ctx, input)),
});
