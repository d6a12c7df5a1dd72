import type { Bus, BytesListener, Subscription } from './bus.ts';
import { jsonBytes, Listeners, readingJson } from './listeners.ts';

/** The bus of a single process: the same promises as over Redis, so nothing can come to rely on more. */
export function openInProcessBus(onError: (error: unknown) => void = () => {}): Bus {
  const listeners = new Listeners(onError);
  let closed = false;
  const publishBytes = async (topic: string, bytes: Uint8Array) => {
    if (!closed) setImmediate(() => listeners.deliver(topic, bytes));
  };
  const subscribeBytes = (topic: string, listener: BytesListener): Subscription => {
    listeners.add(topic, listener);
    const stop = () => {
      listeners.remove(topic, listener);
    };
    return Object.assign(stop, { ready: Promise.resolve() });
  };
  return {
    isUp: true,
    publish: async (topic, message) => publishBytes(topic, jsonBytes(message)),
    subscribe: (topic, listener) => subscribeBytes(topic, readingJson(listener)),
    publishBytes,
    subscribeBytes,
    onReconnect: () => () => {},
    async close() {
      closed = true;
      listeners.clear();
    },
  };
}
