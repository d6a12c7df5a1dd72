import type { JsonObject } from '../json.ts';
import type { Queue } from '../queue/queue.ts';

/** The queue of the outbox: one job for each (event, handler), carrying their names only. */
export const EVENTS_QUEUE = 'events';

export interface Delivery {
  eventId: string;
  handler: string;
}

export function enqueueDeliveries(queue: Queue, deliveries: readonly Delivery[]): Promise<void> {
  return queue.add(
    EVENTS_QUEUE,
    deliveries.map(({ eventId, handler }) => ({
      data: { eventId, handler },
      options: { jobId: `${eventId}_${handler}` },
    })),
  );
}

export function readDelivery(data: JsonObject): Delivery {
  const { eventId, handler } = data;
  if (typeof eventId !== 'string' || typeof handler !== 'string') {
    throw new TypeError('a job of the outbox names an event and a handler');
  }
  return { eventId, handler };
}
