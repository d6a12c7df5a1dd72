import type { OutboxEntry } from './outbox-store.ts';

/** A local edit on its way to the server. */
export interface Outgoing {
  entry: OutboxEntry;
  /** On this device's disk, or the device keeps nothing. */
  stored: boolean;
  /** Number of the message it went out with on the present line; 0: it has not. */
  message: number;
}

const mergeEntries = 100;
const mergeBytes = 64 * 1024;

/** What has gone out over the present line without an answer, and where the rest begins. */
export function inFlight(queue: readonly Outgoing[]): {
  messages: number;
  bytes: number;
  next: number;
} {
  let messages = 0;
  let bytes = 0;
  let last = 0;
  let next = 0;
  for (; next < queue.length && queue[next]!.message > 0; next++) {
    const { message, entry } = queue[next]!;
    if (message !== last) messages += 1;
    last = message;
    bytes += entry.update.length;
  }
  return { messages, bytes, next };
}

/** What goes out together: after a long time offline there are many small edits. */
export function groupFrom(queue: readonly Outgoing[], from: number): Outgoing[] {
  const group: Outgoing[] = [];
  let bytes = 0;
  for (let i = from; i < queue.length && group.length < mergeEntries; i++) {
    const outgoing = queue[i]!;
    if (!outgoing.stored) break;
    bytes += outgoing.entry.update.length;
    if (group.length > 0 && bytes > mergeBytes) break;
    group.push(outgoing);
  }
  return group;
}
