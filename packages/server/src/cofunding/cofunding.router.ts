import { authed, open, router } from '../trpc.ts';
import { answerPledge } from './answer-pledge.ts';
import { AnswerPledge, LookupPledge, PledgesOf, RequestPledge, RevokePledge } from './inputs.ts';
import { listPledgesFor } from './list-pledges.ts';
import { lookupPledge } from './pledge-offer.queries.ts';
import { requestPledge } from './request-pledge.ts';
import { revokePledge } from './revoke-pledge.ts';

const member = authed.meta({ access: 'member' });

export const cofundingRouter = router({
  requestPledge: member
    .input(RequestPledge)
    .mutation(({ ctx, input }) => requestPledge(ctx, input)),
  revokePledge: member.input(RevokePledge).mutation(({ ctx, input }) => revokePledge(ctx, input)),
  pledges: member.input(PledgesOf).query(({ ctx, input }) => listPledgesFor(ctx, input)),
  lookupPledge: open.input(LookupPledge).query(({ ctx, input }) => lookupPledge(ctx, input)),
  answerPledge: open.input(AnswerPledge).mutation(({ ctx, input }) => answerPledge(ctx, input)),
});
