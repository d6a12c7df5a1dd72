import { assertAllowed } from '@samspel/domain/decision';
import type { ActivityItem } from '@samspel/domain/event/event-view';
import { uuid } from '@samspel/domain/input';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { z } from 'zod';
import { withActor } from '../command.ts';
import { findProposal } from '../proposal/proposal.queries.ts';
import { authed, router } from '../trpc.ts';
import { describePayloads } from './describe-payloads.ts';
import { eventsBefore } from './event.queries.ts';

const PAGE = 50;

const List = z.strictObject({
  proposalId: uuid(),
  beforeVersion: z.int().min(1).max(2_000_000_000).optional(),
});

export const activityRouter = router({
  list: authed
    .meta({ access: 'member' })
    .input(List)
    .query(({ ctx, input }) =>
      withActor(ctx.db, ctx.actor, async (trx): Promise<ActivityItem[]> => {
        const { subject } = await findProposal(trx, ctx.actor, input.proposalId);
        assertAllowed(canProposal(ctx.actor, 'proposal.read', subject));
        const rows = await eventsBefore(trx, input.proposalId, input.beforeVersion ?? null, PAGE);
        return describePayloads(trx, rows);
      }),
    ),
});
