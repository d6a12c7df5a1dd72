import { listVersions, readVersion } from '../access/document-versions.ts';
import { whoWrote } from '../access/who-wrote.ts';
import { authed, router } from '../trpc.ts';
import { assignSection } from './assign-section.ts';
import { createProposal } from './create-proposal.ts';
import { describeProposal } from './describe-proposal.ts';
import {
  AssignSection,
  ById,
  CreateProposal,
  DescribeProposal,
  ListVersions,
  Nothing,
  PartOfProposal,
  ReadVersion,
  SignOffPart,
  SubmissionId,
  SubmitProposal,
  WhoWrote,
  WithdrawSignOff,
  WithdrawSubmission,
} from './inputs.ts';
import { listMyProposals } from './reading/my-proposals.queries.ts';
import { getProposalView } from './reading/proposal-view.queries.ts';
import { signOffPart } from './signing/sign-off-part.ts';
import { getSignedPart } from './signing/signed-part.queries.ts';
import { withdrawSignOff } from './signing/withdraw-sign-off.ts';
import { socketTicket } from './socket-ticket.ts';
import { getReceipt, listSubmissions, outcomeView } from './submitting/receipt.queries.ts';
import { submitProposal } from './submitting/submit-proposal.ts';
import { withdrawSubmission } from './submitting/withdraw-submission.ts';

const person = authed.meta({ access: 'person' });
const member = authed.meta({ access: 'member' });
const lead = authed.meta({ access: 'lead' });

export const proposalRouter = router({
  mine: person.input(Nothing.optional()).query(({ ctx }) => listMyProposals(ctx)),
  create: person.input(CreateProposal).mutation(({ ctx, input }) => createProposal(ctx, input)),
  get: member.input(ById).query(({ ctx, input }) => getProposalView(ctx, input)),
  describe: lead.input(DescribeProposal).mutation(({ ctx, input }) => describeProposal(ctx, input)),
  assignSection: lead.input(AssignSection).mutation(({ ctx, input }) => assignSection(ctx, input)),
  signOff: member.input(SignOffPart).mutation(({ ctx, input }) => signOffPart(ctx, input)),
  withdrawSignOff: member
    .input(WithdrawSignOff)
    .mutation(({ ctx, input }) => withdrawSignOff(ctx, input)),
  signedPart: member.input(PartOfProposal).query(({ ctx, input }) => getSignedPart(ctx, input)),
  submit: lead.input(SubmitProposal).mutation(async ({ ctx, input }) => {
    const decided = await submitProposal(ctx, input);
    return outcomeView(ctx, input.id, decided);
  }),
  withdrawSubmission: lead
    .input(WithdrawSubmission)
    .mutation(({ ctx, input }) => withdrawSubmission(ctx, input)),
  submissions: member.input(ById).query(({ ctx, input }) => listSubmissions(ctx, input)),
  receipt: member.input(SubmissionId).query(({ ctx, input }) => getReceipt(ctx, input)),
  whoWrote: member.input(WhoWrote).query(({ ctx, input }) => whoWrote(ctx, input)),
  versions: member.input(ListVersions).query(({ ctx, input }) => listVersions(ctx, input)),
  version: member.input(ReadVersion).query(({ ctx, input }) => readVersion(ctx, input)),
  socketTicket: person.input(Nothing).mutation(({ ctx }) => socketTicket(ctx)),
});
