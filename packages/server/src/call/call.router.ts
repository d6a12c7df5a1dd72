import { DomainError } from '@samspel/domain/errors';
import { uuid } from '@samspel/domain/input';
import { databaseNow } from '@samspel/platform/clock';
import { z } from 'zod';
import { open, router } from '../trpc.ts';
import { callSummary, callView, getCall, listCalls } from './call.queries.ts';

export const callRouter = router({
  list: open.input(z.strictObject({}).optional()).query(async ({ ctx }) => {
    const now = await databaseNow(ctx.db);
    return (await listCalls(ctx.db)).map((call) => callSummary(call, now));
  }),
  get: open.input(z.strictObject({ id: uuid() })).query(async ({ ctx, input }) => {
    const call = await getCall(ctx.db, input.id);
    if (!call) throw new DomainError('not_found', 'absent');
    return callView(ctx.db, call);
  }),
});
