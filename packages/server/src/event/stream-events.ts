import { assertAllowed } from '@samspel/domain/decision';
import type { StreamMessage } from '@samspel/domain/event/event-view';
import { canProposal } from '@samspel/domain/proposal/can-proposal';
import { topics } from '@samspel/platform/bus/bus';
import { TRPCError, tracked } from '@trpc/server';
import { withActor } from '../command.ts';
import type { Trx } from '../database.ts';
import { findProposal } from '../proposal/proposal.queries.ts';
import { type PersonActor, type RequestContext, refusalOf } from '../trpc.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type Cursor, eventsAfter, versionsOf } from './event.queries.ts';

// A lost hint only delays, and a right that ended is noticed within this time even if nothing happens.
const POLL_MS = 5000;

interface StreamInput {
  proposalId: string | null;
  lastEventId?: string | undefined;
}

type StreamContext = RequestContext & { actor: PersonActor };

/**
 * Tells one screen what happened to the proposal it shows and to its person, as long as they may know.
 * Whoever may not is refused before the stream begins.
 */
export async function streamEvents(ctx: StreamContext, input: StreamInput, signal: AbortSignal) {
  const ids = [ctx.actor.personId, ...(input.proposalId ? [input.proposalId] : [])];
  const present = await read(ctx, input, (trx) => versionsOf(trx, ids));
  return follow(ctx, input, { present, signal });
}

async function* follow(
  ctx: StreamContext,
  input: StreamInput,
  { present, signal }: { present: Cursor; signal: AbortSignal },
) {
  const hints = listen(ctx, [...present.keys()], signal);
  try {
    let cursor = input.lastEventId ? readCursor(input.lastEventId, present) : present;
    if (!input.lastEventId) {
      for (const message of opened(cursor, ctx.actor.personId)) {
        yield tracked(writeCursor(cursor), message);
      }
    }
    while (!signal.aborted) {
      const events = await read(ctx, input, (trx) => eventsAfter(trx, cursor));
      for (const event of events) {
        cursor = new Map(cursor).set(event.aggregateId, event.version);
        yield tracked(writeCursor(cursor), event satisfies StreamMessage);
      }
      if (events.length === 0) await hints.next();
    }
  } catch (error) {
    throw refusalOf(error);
  } finally {
    hints.stop();
  }
}

// What the screen read before the stream began may be older than the cursor: it reads once more.
function opened(cursor: Cursor, personId: string): StreamMessage[] {
  return [...cursor].map(([aggregateId, version]) => ({
    aggregateId,
    kind: aggregateId === personId ? 'person' : 'proposal',
    version,
    type: 'stream.opened',
  }));
}

// The right to know is asked anew with every batch, in the transaction that reads it.
async function read<T>(
  ctx: StreamContext,
  { proposalId }: StreamInput,
  query: (trx: Trx) => Promise<T>,
): Promise<T> {
  if (!(await ctx.request.stillSignedIn())) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return withActor(ctx.db, ctx.actor, async (trx) => {
    if (proposalId) {
      const { subject } = await findProposal(trx, ctx.actor, proposalId);
      assertAllowed(canProposal(ctx.actor, 'proposal.read', subject));
    }
    return query(trx);
  });
}

/** `next()` resolves at the next hint, after the polling interval, or when the screen is gone. */
function listen(ctx: StreamContext, ids: readonly string[], signal: AbortSignal) {
  let pending = false;
  let wake = () => {};
  const hint = () => {
    pending = true;
    wake();
  };
  const subscriptions = ids.map((id) => ctx.bus.subscribe(topics.aggregate(id), hint));
  const reconnected = ctx.bus.onReconnect(hint);
  signal.addEventListener('abort', hint);
  return {
    async next(): Promise<void> {
      if (!pending && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, POLL_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      pending = false;
    },
    stop(): void {
      wake();
      for (const unsubscribe of subscriptions) unsubscribe();
      reconnected();
      signal.removeEventListener('abort', hint);
    },
  };
}
