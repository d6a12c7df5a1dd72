import type { JsonValue } from '../json.ts';
import type { Bus, Listener, Subscription } from './bus.ts';
import { Listeners } from './listeners.ts';

/** The bus of a single process: the same promises as over Redis, so nothing can come to rely on more. */
export function openInProcessBus(onError: (error: unknown) => void = () => {}): Bus {
  const listeners = new Listeners(onError);
  let closed = false;
  return {
    async publish(topic: string, message: JsonValue) {
      if (closed) return;
      const text = JSON.stringify(message);
      setImmediate(() => listeners.deliver(topic, text));
    },
    subscribe(topic: string, listener: Listener): Subscription {
      listeners.add(topic, listener);
      const stop = () => {
        listeners.remove(topic, listener);
      };
      return Object.assign(stop, { ready: Promise.resolve() });
    },
    onReconnect: () => () => {},
    async close() {
      closed = true;
      listeners.clear();
    },
  };
}
