import { uuid } from '@samspel/domain/input';
import { z } from 'zod';
import { authed, router } from '../trpc.ts';
import { streamEvents } from './stream-events.ts';

const Stream = z.strictObject({
  proposalId: uuid().nullable(),
  lastEventId: z.string().max(200).nullish(),
});

export const eventRouter = router({
  stream: authed
    .meta({ access: 'member' })
    .input(Stream)
    .subscription(({ ctx, input, signal }) =>
      streamEvents(
        ctx,
        { proposalId: input.proposalId, lastEventId: input.lastEventId ?? undefined },
        signal ?? new AbortController().signal,
      ),
    ),
});
