import type { Bus } from '@samspel/platform/bus/bus';
import { decodeTails, encodeTails } from '../server/peers/tails.ts';

/**
 * What hubs tell each other of their commits gets lost, comes twice, or after what was said later. With
 * `silently` no number tells: for controls.
 */
export function unreliableBus(bus: Bus, random: () => number, silently = false): Bus {
  const held: (() => Promise<void>)[] = [];
  /** By document: how many updates were swallowed without a trace. */
  const swallowed = new Map<number, number>();
  const disguised = (bytes: Uint8Array) => {
    const message = decodeTails(bytes);
    for (const tail of message.tails) {
      const missing = swallowed.get(tail.docId) ?? 0;
      Object.assign(tail, { from: tail.from - missing, to: tail.to - missing });
    }
    return encodeTails(message);
  };
  const publishBytes = async (topic: string, bytes: Uint8Array) => {
    if (!topic.startsWith('sync:tail:')) return bus.publishBytes(topic, bytes);
    const chance = random();
    if (silently) {
      if (chance >= 0.25) return bus.publishBytes(topic, disguised(bytes));
      for (const { docId, from, to } of decodeTails(bytes).tails) {
        swallowed.set(docId, (swallowed.get(docId) ?? 0) + to - from);
      }
      return;
    }
    if (chance < 0.15) return;
    if (chance < 0.4) {
      held.push(() => bus.publishBytes(topic, bytes));
      return;
    }
    await bus.publishBytes(topic, bytes);
    if (chance < 0.6) await bus.publishBytes(topic, bytes);
    for (const late of held.splice(0).toReversed()) await late();
  };
  return {
    publish: (topic, message) => bus.publish(topic, message),
    publishBytes,
    subscribe: (topic, listener) => bus.subscribe(topic, listener),
    subscribeBytes: (topic, listener) => bus.subscribeBytes(topic, listener),
    onReconnect: (listener) => bus.onReconnect(listener),
    close: () => bus.close(),
    get isUp() {
      return bus.isUp;
    },
  };
}
