import { authed, open, type RequestContext, router } from '../trpc.ts';
import * as input from './inputs.ts';
import { answerPledge } from './pledging/answer-pledge.ts';
import { askToWithdraw } from './pledging/ask-to-withdraw.ts';
import { confirmAddress, forgetDevice, requestCode } from './pledging/confirm-address.ts';
import type { Visitor } from './pledging/pledge-door.ts';
import { lookupPledge } from './pledging/pledge-offer.queries.ts';
import { signPledge } from './pledging/sign-pledge.ts';
import { listPledgesFor, pledgeHistory } from './requesting/list-pledges.ts';
import { recordPayment } from './requesting/record-payment.ts';
import { renewPledgeLink } from './requesting/renew-pledge-link.ts';
import { requestPledge } from './requesting/request-pledge.ts';
import { revokePledge } from './requesting/revoke-pledge.ts';

const member = authed.meta({ access: 'member' });

const visitorOf = ({ actor, request }: RequestContext): Visitor => ({
  actor,
  deviceKey: request.device.key,
});

export const cofundingRouter = router({
  requestPledge: member
    .input(input.RequestPledge)
    .mutation(({ ctx, input }) => requestPledge(ctx, input)),
  renewPledgeLink: member
    .input(input.RenewPledgeLink)
    .mutation(({ ctx, input }) => renewPledgeLink(ctx, input)),
  revokePledge: member.input(input.OfPledge).mutation(({ ctx, input }) => revokePledge(ctx, input)),
  recordPledgePayment: member
    .input(input.RecordPledgePayment)
    .mutation(({ ctx, input }) => recordPayment(ctx, input)),
  pledges: member.input(input.PledgesOf).query(({ ctx, input }) => listPledgesFor(ctx, input)),
  pledgeHistory: member.input(input.OfPledge).query(({ ctx, input }) => pledgeHistory(ctx, input)),

  lookupPledge: open
    .input(input.ByLink)
    .query(({ ctx, input }) => lookupPledge(ctx, input, visitorOf(ctx))),
  requestPledgeCode: open.input(input.ByLink).mutation(({ ctx, input }) => requestCode(ctx, input)),
  confirmPledgeAddress: open.input(input.ConfirmPledgeAddress).mutation(async ({ ctx, input }) => {
    const { device } = ctx.request;
    device.keep((await confirmAddress(ctx, input, device.key)).deviceKey);
  }),
  forgetPledgeDevice: open
    .input(input.ByLink)
    .mutation(({ ctx, input }) => forgetDevice(ctx, input, ctx.request.device.key)),
  answerPledge: open
    .input(input.AnswerPledge)
    .mutation(({ ctx, input }) => answerPledge(ctx, input, visitorOf(ctx))),
  signPledge: open
    .input(input.SignPledge)
    .mutation(({ ctx, input }) => signPledge(ctx, input, visitorOf(ctx))),
  askToWithdrawPledge: open
    .input(input.AskToWithdraw)
    .mutation(({ ctx, input }) => askToWithdraw(ctx, input, visitorOf(ctx))),
});
